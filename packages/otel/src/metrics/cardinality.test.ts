import { describe, expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import { collectPoints, valueOf, type PublishedPoint } from '../testing/collect.ts'
import { createMetricsSink } from './metrics-sink.ts'

const start = 1_800_000_000_000

function sumOf(points: readonly PublishedPoint[], labels: Readonly<Record<string, string>>): number {
  return points
    .filter((point) => point.metric === 'llm.cost')
    .filter((point) => Object.entries(labels).every(([name, value]) => point.labels[name] === value))
    .reduce((sum, point) => sum + Math.round(point.value * 1e12), 0)
}

describe('series limits', () => {
  it('hold where the labels of calls leave the provider out', async () => {
    const sink = createMetricsSink({
      clock: () => start,
      dimensions: ['tenantId'],
      limits: { provider: 3 },
      genAi: false,
    })
    for (let index = 0; index < 100; index += 1) {
      sink.record(
        costRecord({ provider: `made-up-${index}\n${'x'.repeat(500)}`, flags: ['usage_shape_unknown'] }),
      )
    }
    const { points } = await collectPoints(sink, start + 1000)
    const shapes = points.filter(({ metric, value }) => metric === 'llm.usage.shape.unknown' && value > 0)
    expect(shapes.map(({ value }) => value)).toEqual([1, 1, 1, 97])
    for (const { labels } of shapes) expect(labels['provider']).toMatch(/^[^\n]{1,128}$/)
    expect(shapes.at(-1)!.labels['provider']).toBe('__other__')
  })

  it('keep the sum exact past every limit, and say how many records were folded', async () => {
    const sink = createMetricsSink({ clock: () => start, limits: { tenantId: 100, sets: 50 } })
    let truth = 0
    for (let index = 0; index < 5000; index += 1) {
      const inputPicoUsd = 1_000_000 + index
      truth += inputPicoUsd + 7
      sink.record(
        costRecord({
          attribution: { tenantId: `tenant-${index % 500}`, task: `task-${index % 7}` },
          cost: { inputPicoUsd, outputPicoUsd: 7 },
        }),
      )
    }
    const { points } = await collectPoints(sink, start + 1000)
    expect(
      sumOf(
        points.filter((point) => point.value > 0),
        { costType: 'total' },
      ),
    ).toBe(truth)
    const sets = new Set(
      points
        .filter((point) => point.metric === 'llm.requests')
        .map((point) => `${String(point.labels['tenantId'])}/${String(point.labels['task'])}`),
    )
    expect(sets.size).toBeLessThanOrEqual(50)
    const folded = points.filter((point) => point.metric === 'llm.series.overflow' && point.value > 0)
    expect(new Set(folded.map((point) => point.labels['dimension']))).toEqual(new Set(['series', 'tenantId']))
    // Tenants 100 to 499 never got a name; the others lost theirs when the sets were used up.
    expect(valueOf(points, 'llm.series.overflow', { dimension: 'tenantId' })).toBe(4000)
  })

  it('are published, so that one sees how near they are before anything is folded', async () => {
    const sink = createMetricsSink({
      clock: () => start,
      dimensions: ['tenantId', 'task'],
      limits: { tenantId: 100, sets: 50 },
    })
    const { points } = await collectPoints(sink, start + 1000)
    const limits = points.filter(({ metric }) => metric === 'llm.series.limit')
    expect(limits.map(({ labels, value }) => [labels['metric'], labels['dimension'], value])).toEqual([
      ['llm.cost', 'series', 50],
      ['llm.cost', 'task', 200],
      ['llm.cost', 'tenantId', 100],
    ])
  })

  it('never label by conversation or user unless asked to', async () => {
    const sink = createMetricsSink({ clock: () => start })
    sink.record(
      costRecord({ attribution: { tenantId: 'acme', userId: 'ada@acme.example', conversationId: 'c-1' } }),
    )
    const { points } = await collectPoints(sink, start + 1000)
    const text = JSON.stringify(points)
    expect(text).not.toContain('ada')
    expect(text).not.toContain('c-1')
  })

  it('pseudonymise users with a key: stable for the same key, different for another', async () => {
    const userLabel = async (pseudonymKey: string) => {
      const sink = createMetricsSink({
        clock: () => start,
        dimensions: ['tenantId', 'userId'],
        users: { pseudonymKey },
      })
      sink.record(costRecord({ attribution: { tenantId: 'acme', userId: 'ada@acme.example' } }))
      sink.record(costRecord({ attribution: { tenantId: 'acme' } }))
      const { points } = await collectPoints(sink, start + 1000)
      expect(JSON.stringify(points)).not.toContain('ada')
      const users = new Set(
        points.map((point) => point.labels['userId']).filter((user) => user !== undefined),
      )
      expect(users.delete('__none__')).toBe(true)
      return [...users]
    }
    const [first, ...others] = await userLabel('a key of 24 characters..')
    expect(others).toEqual([])
    expect(first).toMatch(/^[\w-]{16}$/)
    expect(await userLabel('a key of 24 characters..')).toEqual([first])
    expect(await userLabel('another key, 24 letters.')).not.toEqual([first])
  })

  it('take the ids as they are when they name no person', async () => {
    const sink = createMetricsSink({ dimensions: ['userId'], users: 'not-personal-data', clock: () => start })
    sink.record(costRecord({ attribution: { userId: 'service-7' } }))
    const { points } = await collectPoints(sink, start + 1000)
    expect(valueOf(points, 'llm.cost', { userId: 'service-7', costType: 'total' })).toBe(0.0035)
  })
})
