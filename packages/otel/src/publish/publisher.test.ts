import { describe, expect, it } from 'vitest'
import type { CollectionResult } from '@opentelemetry/sdk-metrics'
import { costRecord } from '@tokentoll/core/testing'
import { createMetricsSink, type MetricsSink } from '../metrics/metrics-sink.ts'
import { epochMs } from '../series/hr-time.ts'
import { createMetricProducer } from './metric-producer.ts'
import { createPublisher, type Publisher } from './publisher.ts'

const start = 1_800_000_000_000

function requestPoints({
  resourceMetrics,
}: CollectionResult): (readonly [value: unknown, offsetMs: number])[] {
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .filter(({ descriptor }) => descriptor.name.endsWith('llm.requests'))
    .flatMap(({ dataPoints }) =>
      dataPoints.map((point) => [point.value, epochMs(point.endTime) - start] as const),
    )
}

function publisherOf(sink: MetricsSink, clock: () => number): Publisher {
  return createPublisher({ sources: [sink], prefix: undefined, clock, warn: () => {}, delta: undefined })
}

describe('createPublisher', () => {
  it('repeats the zero of a newborn series until its collection has arrived', async () => {
    let now = start
    const sink = createMetricsSink({ clock: () => start })
    const publisher = publisherOf(sink, () => now)
    sink.record(costRecord())
    now = start + 1000
    expect(requestPoints(await publisher.collect())).toEqual([
      [0, 0],
      [1, 1000],
    ])
    now = start + 2000
    expect(requestPoints(await publisher.collect())).toEqual([
      [0, 0],
      [1, 2000],
    ])
    publisher.sending()()
    now = start + 3000
    expect(requestPoints(await publisher.collect())).toEqual([[1, 3000]])
  })

  it('lets a zero go that a server would refuse, with all that comes with it', async () => {
    let now = start
    const sink = createMetricsSink({ clock: () => start })
    const publisher = publisherOf(sink, () => now)
    sink.record(costRecord())
    const minute = 60_000
    for (const [at, values] of [
      [30 * minute, [0, 1]],
      [31 * minute, [1]],
    ] as const) {
      now = start + at
      expect(requestPoints(await publisher.collect()).map(([value]) => value)).toEqual(values)
    }
  })

  it('warns once per trouble, and goes on when the hook throws', async () => {
    let isAway = true
    let warnings = 0
    const sink = createMetricsSink({ clock: () => start })
    sink.record(costRecord())
    const publisher = createPublisher({
      sources: [
        {
          async collect() {
            if (isAway) throw new Error('database is away')
            return { families: [], mark: 0 }
          },
        },
        sink,
      ],
      prefix: undefined,
      clock: () => start,
      warn() {
        warnings += 1
        throw new Error('the hook is broken')
      },
      delta: undefined,
    })
    for (const [away, expected] of [
      [true, 1],
      [true, 1],
      [false, 1],
      [true, 2],
    ] as const) {
      isAway = away
      expect(requestPoints(await publisher.collect())).not.toEqual([])
      expect(warnings).toBe(expected)
    }
  })

  it('does not take a later collection for delivered when an earlier one arrives', async () => {
    const sink = createMetricsSink({ clock: () => start })
    const publisher = publisherOf(sink, () => start)
    await publisher.collect()
    const firstHasArrived = publisher.sending()
    sink.record(costRecord())
    await publisher.collect()
    firstHasArrived()
    expect(requestPoints(await publisher.collect()).map(([value]) => value)).toEqual([0, 1])
  })

  it('knows which of two collections is being sent', async () => {
    const sink = createMetricsSink({ clock: () => start })
    const publisher = publisherOf(sink, () => start)
    sink.record(costRecord())
    const { resourceMetrics: first } = await publisher.collect()
    sink.record(costRecord({ attribution: { tenantId: 'newborn' } }))
    await publisher.collect()
    publisher.sending(first)()
    const values = requestPoints(await publisher.collect()).map(([value]) => value)
    expect(values).toEqual([1, 0, 1])
  })

  it('never goes back in time, whatever the clock does', async () => {
    const clock = [start, start + 1000, start - 3_600_000, start - 3_600_000, start + 1001, start + 9000]
    const sink = createMetricsSink({ clock: () => start })
    sink.record(costRecord())
    const warnings: string[] = []
    const publisher = createPublisher({
      sources: [sink],
      prefix: undefined,
      clock: () => clock.shift()!,
      warn: (message) => warnings.push(message),
      delta: undefined,
    })
    const times: number[] = []
    for (let index = 0; index < 5; index += 1) {
      times.push(requestPoints(await publisher.collect()).at(-1)![1])
    }
    expect(times).toEqual([1000, 1001, 1002, 1003, 9000])
    expect(warnings).toEqual([expect.stringContaining('set back by 3601 s')])
  })

  it('publishes the other sources when one fails', async () => {
    const warnings: string[] = []
    const sink = createMetricsSink({ clock: () => start })
    sink.record(costRecord())
    const publisher = createPublisher({
      sources: [{ collect: () => Promise.reject(new Error('database is away')) }, sink],
      prefix: 'regintel',
      clock: () => start,
      warn: (message) => warnings.push(message),
      delta: undefined,
    })
    const result = await publisher.collect()
    expect(result.errors).toHaveLength(1)
    expect(warnings).toEqual([expect.stringContaining('database is away')])
    const names = result.resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.map(({ descriptor }) => descriptor.name),
    )
    expect(names).toContain('regintel.llm.cost')
    expect(names).toContain('gen_ai.client.token.usage')
  })
})

describe('createMetricProducer', () => {
  it('takes the reader coming back as the delivery of what it had', async () => {
    const sink = createMetricsSink({ clock: () => start })
    sink.record(costRecord())
    const producer = createMetricProducer({ sources: [sink], clock: () => start })
    expect(requestPoints(await producer.collect()).map(([value]) => value)).toEqual([0, 1])
    expect(requestPoints(await producer.collect()).map(([value]) => value)).toEqual([1])
  })
})
