import { describe, expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import { collectPoints, reader, valueOf, type PublishedPoint } from '../testing/collect.ts'
import { createMetricsSink } from './metrics-sink.ts'

const start = 1_800_000_000_000
const hour = 3_600_000

const totalCost = (points: readonly PublishedPoint[]) =>
  points
    .filter(({ metric, labels }) => metric.startsWith('llm.cost') && labels['costType'] === 'total')
    .reduce((sum, { value }) => sum + Math.round(value * 1e12), 0)

describe('idle series', () => {
  it('leave when their last value has arrived, and their money stays by tenant', async () => {
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
    sink.record(costRecord({ attribution: { tenantId: 'idle' } }))
    sink.record(costRecord({ attribution: { tenantId: 'busy' } }))
    let { collected } = await collectPoints(sink, start + 1)
    sink.delivered(reader, start + 1)
    for (let hours = 1; hours <= 3; hours += 1) {
      sink.record(costRecord({ attribution: { tenantId: 'busy' } }))
      ;({ collected } = await collectPoints(sink, start + hours * hour, collected.mark))
      sink.delivered(reader, start + hours * hour)
    }
    const { points } = await collectPoints(sink, start + 4 * hour)
    expect(
      points.filter((point) => point.metric === 'llm.cost' && point.labels['tenantId'] === 'idle'),
    ).toEqual([])
    expect(valueOf(points, 'llm.cost.retired', { tenantId: 'idle', costType: 'total' })).toBe(0.0035)
    expect(totalCost(points.filter((point) => point.value > 0))).toBe(5 * 3_500_000_000)
  })

  it('stay while the other side has not got them', async () => {
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
    sink.record(costRecord())
    await collectPoints(sink, start + 1)
    const other = {}
    await sink.collect({ reader: other, time: [start / 1000 + 100 * 3600, 0], since: undefined })
    sink.delivered(other, start + 100 * hour)
    const { points } = await collectPoints(sink, start + 101 * hour)
    expect(valueOf(points, 'llm.cost', { costType: 'total' })).toBe(0.0035)
  })

  it('begin again at zero, with a start of their own', async () => {
    const sink = createMetricsSink({ clock: () => start, idleAfterMs: 2 * hour })
    sink.record(costRecord())
    await collectPoints(sink, start + 1)
    const { collected } = await collectPoints(sink, start + 9 * hour)
    sink.delivered(reader, start + 9 * hour)
    sink.record(costRecord({ cost: { inputPicoUsd: 1_000_000_000, outputPicoUsd: 0 } }))
    const { points } = await collectPoints(sink, start + 10 * hour, collected.mark)
    const born = points.filter((point) => point.metric === 'llm.cost' && point.labels['costType'] === 'total')
    expect(born.map(({ value, timeMs, startMs }) => [value, timeMs - start, startMs - start])).toEqual([
      [0, 9 * hour, 9 * hour],
      [0.001, 10 * hour, 9 * hour],
    ])
  })
})
