import { describe, expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import { collectPoints, reader, valueOf } from '../testing/collect.ts'
import { createMetricsSink } from './metrics-sink.ts'

type CostRecordParts = NonNullable<Parameters<typeof costRecord>[0]>

const start = 1_800_000_000_000
const estimate: CostRecordParts = {
  id: 'run-1',
  outcome: 'aborted',
  usageConfidence: 'estimated',
  usage: { inputTokens: 1000, outputTokens: 50 },
  cost: { status: 'estimated', isEstimated: true, inputPicoUsd: 2_000_000_000, outputPicoUsd: 500_000_000 },
}
const real: CostRecordParts = {
  id: 'openai:resp-1',
  corrects: 'run-1',
  usage: { inputTokens: 1000, outputTokens: 300, cacheReadTokens: 10 },
  cost: { inputPicoUsd: 2_000_000_000, outputPicoUsd: 3_000_000_000 },
}

async function publishedAfter(...records: CostRecordParts[]) {
  const sink = createMetricsSink({ clock: () => start })
  for (const record of records) sink.record(costRecord(record))
  return (await collectPoints(sink, start + 1000)).points
}

describe('a correction', () => {
  it('adds the difference to the estimate, and no second call', async () => {
    const points = await publishedAfter(estimate, real)
    expect(valueOf(points, 'llm.cost', { costType: 'total' })).toBe(0.005)
    expect(valueOf(points, 'llm.cost', { costType: 'output' })).toBe(0.003)
    expect(valueOf(points, 'llm.tokens', { tokenType: 'output' })).toBe(300)
    expect(valueOf(points, 'llm.tokens', { tokenType: 'cache_read' })).toBe(10)
    expect(valueOf(points, 'llm.requests', {})).toBe(1)
    expect(valueOf(points, 'llm.request.duration_count', {})).toBe(1)
  })

  it('that lowers the cost is made up by the next calls of the same kind', async () => {
    const lower = {
      ...real,
      usage: { inputTokens: 900, outputTokens: 10 },
      cost: { inputPicoUsd: 5, outputPicoUsd: 5 },
    }
    const before = await publishedAfter(estimate, lower)
    expect(valueOf(before, 'llm.cost', { costType: 'total' })).toBe(0.0025)
    const next = { ...estimate, id: 'run-2' }
    const after = await publishedAfter(estimate, lower, next)
    expect(valueOf(after, 'llm.cost', { costType: 'total' })).toBe(0.00250000001)
    expect(valueOf(after, 'llm.tokens', { tokenType: 'output' })).toBe(60)
  })

  it('gives an unpriced call its cost', async () => {
    const unpriced: CostRecordParts = {
      id: 'run-1',
      usage: {},
      usageConfidence: 'missing',
      cost: { status: 'unpriced', isEstimated: true, inputPicoUsd: 0, outputPicoUsd: 0 },
    }
    const points = await publishedAfter(unpriced, real)
    expect(valueOf(points, 'llm.cost', { costType: 'total' })).toBe(0.005)
    expect(valueOf(points, 'llm.requests', {})).toBe(1)
  })

  it('of a correction starts from the corrected amount', async () => {
    const again = {
      ...real,
      id: 'x',
      corrects: 'openai:resp-1',
      cost: { inputPicoUsd: 1, outputPicoUsd: 9_999_999_999 },
    }
    const points = await publishedAfter(
      estimate,
      { ...real, cost: { ...real.cost, isEstimated: true } },
      again,
    )
    expect(valueOf(points, 'llm.cost', { costType: 'output' })).toBe(0.009999999999)
  })

  it('counts once: the first one stands', async () => {
    const points = await publishedAfter(estimate, real, { ...real, id: 'again' })
    expect(valueOf(points, 'llm.cost', { costType: 'total' })).toBe(0.005)
    expect(valueOf(points, 'llm.record.flags', { flag: 'correction_unmatched' })).toBe(1)
  })

  it('of a record that is not known here changes no amount and is counted', async () => {
    const points = await publishedAfter(real)
    expect(points.filter((point) => point.metric === 'llm.cost')).toEqual([])
    expect(valueOf(points, 'llm.record.flags', { flag: 'correction_unmatched' })).toBe(1)
  })

  it.each([
    ['raises', 4_500_000_000, 5_000_000_000],
    ['lowers', 1_000_000_000, 3_000_000_000],
  ])(
    'that %s the cost of a set that has left is counted where the set begins again',
    async (_how, corrected, all) => {
      const hour = 3_600_000
      const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
      sink.record(costRecord(estimate))
      for (const hours of [0, 3, 14]) {
        await collectPoints(sink, start + hours * hour)
        sink.delivered(reader, start + hours * hour)
      }
      sink.record(
        costRecord({
          ...real,
          cost: { inputPicoUsd: corrected, outputPicoUsd: corrected > 2e9 ? 500_000_000 : 0 },
        }),
      )
      if (corrected < 2_500_000_000) {
        sink.record(
          costRecord({
            cost: {
              status: 'estimated',
              isEstimated: true,
              inputPicoUsd: 1_500_000_000,
              outputPicoUsd: 500_000_000,
            },
          }),
        )
      }
      const { points } = await collectPoints(sink, start + 15 * hour)
      const costs = points.filter(
        ({ metric, labels, value }) =>
          metric.startsWith('llm.cost') && labels['costType'] === 'total' && value > 0,
      )
      expect(costs.map(({ metric }) => metric)).toEqual(['llm.cost', 'llm.cost.retired'])
      expect(costs.reduce((sum, { value }) => sum + Math.round(value * 1e12), 0)).toBe(all)
      expect(points.filter(({ metric }) => metric === 'llm.record.flags')).toEqual([])
    },
  )

  it('that is still owed when the set leaves is taken off what is kept of it', async () => {
    const hour = 3_600_000
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
    sink.record(costRecord(estimate))
    sink.record(costRecord({ ...real, cost: { inputPicoUsd: 1, outputPicoUsd: 7 } }))
    for (const hours of [0, 3, 14]) {
      await collectPoints(sink, start + hours * hour)
      sink.delivered(reader, start + hours * hour)
    }
    const { points } = await collectPoints(sink, start + 15 * hour)
    expect(valueOf(points, 'llm.cost.retired', { costType: 'total' })).toBe(8e-12)
  })
})
