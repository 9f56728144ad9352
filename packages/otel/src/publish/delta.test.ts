import { describe, expect, it } from 'vitest'
import type { DataPoint, MetricData } from '@opentelemetry/sdk-metrics'
import { costRecord } from '@tokentoll/core/testing'
import { createMetricsSink } from '../metrics/metrics-sink.ts'
import { epochMs, hrTime } from '../series/hr-time.ts'
import { createDeltaConverter } from './delta.ts'
import { toMetricData } from './metric-data.ts'

const start = 1_800_000_000_000

function setUp() {
  const sink = createMetricsSink({ clock: () => start, genAi: false })
  const delta = createDeltaConverter()
  const reader = {}
  const next = async (offsetMs: number): Promise<readonly MetricData[]> => {
    const time = hrTime(start + offsetMs)
    const { families } = await sink.collect({ reader, time, since: Infinity })
    return delta.next(families.map((family) => toMetricData(family, undefined)))
  }
  return { sink, delta, next }
}

const pointsOf = (metrics: readonly MetricData[], name: string): readonly DataPoint<unknown>[] =>
  metrics
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap((metric): readonly DataPoint<unknown>[] => metric.dataPoints)

const requests = (metrics: readonly MetricData[]) =>
  pointsOf(metrics, 'llm.requests').map(({ value, startTime, endTime }) => [
    value,
    epochMs(startTime) - start,
    epochMs(endTime) - start,
  ])

describe('createDeltaConverter', () => {
  it('gives what each series grew by, and nothing for those that did not', async () => {
    const { sink, delta, next } = setUp()
    sink.record(costRecord())
    sink.record(costRecord())
    const first = await next(1000)
    expect(requests(first)).toEqual([[2, 0, 1000]])
    delta.arrived(first)
    sink.record(costRecord({ durationMs: 50 }))
    const second = await next(2000)
    expect(requests(second)).toEqual([[1, 1000, 2000]])
    const [duration] = pointsOf(second, 'llm.request.duration')
    expect(duration!.value).toMatchObject({ count: 1, sum: 0.05 })
    delta.arrived(second)
    expect(await next(3000)).toEqual([])
  })

  it('sends undecided deltas again to the letter, and holds new ones back', async () => {
    const { sink, delta, next } = setUp()
    sink.record(costRecord())
    const first = await next(1000)
    sink.record(costRecord())
    expect(delta.isUndecided()).toBe(true)
    expect(await next(2000)).toEqual(first)
    delta.arrived(first)
    expect(delta.isUndecided()).toBe(false)
    expect(requests(await next(3000))).toEqual([[1, 1000, 3000]])
  })

  it('sends again only what has not arrived', async () => {
    const { sink, delta, next } = setUp()
    sink.record(costRecord())
    const first = await next(1000)
    delta.arrived(first.filter(({ descriptor }) => descriptor.name !== 'llm.requests'))
    const again = await next(2000)
    expect(again.map(({ descriptor }) => descriptor.name)).toEqual(['llm.requests'])
    expect(requests(again)).toEqual([[1, 0, 1000]])
  })

  it('puts what was refused into the next delta, with its time', async () => {
    const { sink, delta, next } = setUp()
    sink.record(costRecord())
    delta.arrived(await next(1000))
    sink.record(costRecord())
    delta.rejected(await next(2000))
    sink.record(costRecord())
    expect(requests(await next(3000))).toEqual([[2, 1000, 3000]])
  })
})
