import { describe, expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import { collectPoints, valueOf } from '../testing/collect.ts'
import { createMetricsSink } from './metrics-sink.ts'

const start = 1_800_000_000_000

describe('createMetricsSink', () => {
  it('counts cost, tokens, requests and duration of a call under its labels', async () => {
    const sink = createMetricsSink({ clock: () => start })
    sink.record(costRecord())
    const { points } = await collectPoints(sink, start + 1000)
    const call = { provider: 'openai', model: 'gpt-4o', tenantId: 'acme-corp', task: 'main-chat' }
    expect(valueOf(points, 'llm.cost', { ...call, costType: 'total', isEstimated: 'false' })).toBe(0.0035)
    expect(valueOf(points, 'llm.cost', { ...call, costType: 'input' })).toBe(0.0025)
    expect(valueOf(points, 'llm.cost', { ...call, costType: 'output' })).toBe(0.001)
    expect(valueOf(points, 'llm.tokens', { ...call, tokenType: 'input', cached: 'false' })).toBe(1000)
    expect(valueOf(points, 'llm.tokens', { ...call, tokenType: 'output' })).toBe(100)
    expect(valueOf(points, 'llm.requests', { ...call, outcome: 'success', pricing: 'exact' })).toBe(1)
    expect(valueOf(points, 'llm.request.duration_sum', { model: 'gpt-4o', outcome: 'success' })).toBe(0.25)
  })

  it('carries picodollars into whole dollars without losing one', async () => {
    const sink = createMetricsSink({ clock: () => start })
    const record = costRecord({ cost: { inputPicoUsd: 999_999_999_999, outputPicoUsd: 1 } })
    for (let call = 0; call < 20_000; call += 1) sink.record(record)
    const { points } = await collectPoints(sink, start + 1000)
    expect(valueOf(points, 'llm.cost', { costType: 'total' })).toBe(20_000)
    expect(valueOf(points, 'llm.cost', { costType: 'input' })).toBe(19_999.99999998)
    expect(valueOf(points, 'llm.cost', { costType: 'output' })).toBe(0.00000002)
  })

  it('leaves unknown out: an unpriced call has requests but no cost, unreported tokens no series', async () => {
    const sink = createMetricsSink({ clock: () => start })
    sink.record(
      costRecord({
        usage: { inputTokens: 5 },
        cost: { status: 'unpriced', isEstimated: true, inputPicoUsd: 0, outputPicoUsd: 0 },
        flags: ['usage_shape_unknown'],
      }),
    )
    const { points } = await collectPoints(sink, start + 1000)
    expect(points.filter((point) => point.metric === 'llm.cost')).toEqual([])
    expect(points.filter((point) => point.labels['tokenType'] === 'output')).toEqual([])
    expect(valueOf(points, 'llm.requests', { pricing: 'unpriced' })).toBe(1)
    expect(valueOf(points, 'llm.usage.shape.unknown', { provider: 'openai' })).toBe(1)
    expect(valueOf(points, 'llm.record.flags', { flag: 'usage_shape_unknown' })).toBe(1)
  })

  it('counts what calls lack, but not of calls that a budget refused: nobody spent anything on them', async () => {
    const sink = createMetricsSink({ clock: () => start })
    const attribution = { tenantId: 'acme-corp' }
    for (let call = 0; call < 5; call += 1) sink.record(costRecord({ attribution, outcome: 'refused' }))
    sink.record(costRecord({ attribution }))
    const { points } = await collectPoints(sink, start + 1000)
    expect(valueOf(points, 'llm.requests', { outcome: 'refused' })).toBe(5)
    expect(valueOf(points, 'llm.attribution.missing', { field: 'task' })).toBe(1)
    expect(valueOf(points, 'llm.attribution.missing', { field: 'userId' })).toBe(1)
    expect(points.some((point) => point.labels['field'] === 'tenantId')).toBe(false)
  })

  it('puts a zero before a newborn series until a collection has arrived', async () => {
    const sink = createMetricsSink({ clock: () => start })
    sink.record(costRecord())
    const first = await collectPoints(sink, start + 1000)
    const zeros = (points: typeof first.points) =>
      points
        .filter((point) => point.metric === 'llm.requests' && point.value === 0)
        .map((point) => point.timeMs)
    expect(zeros(first.points)).toEqual([start])
    const again = await collectPoints(sink, start + 2000)
    expect(zeros(again.points)).toEqual([start])
    const known = await collectPoints(sink, start + 3000, again.collected.mark)
    expect(zeros(known.points)).toEqual([])
    sink.record(costRecord({ attribution: { tenantId: 'globex' } }))
    const newborn = await collectPoints(sink, start + 4000, known.collected.mark)
    expect(zeros(newborn.points)).toEqual([start + 3000])
  })

  it('refuses an amount that is no amount, and keeps what it had', async () => {
    const sink = createMetricsSink({ clock: () => start })
    sink.record(costRecord())
    for (const inputPicoUsd of [Number.NaN, -1, 0.5, 2 ** 53]) {
      expect(() => sink.record(costRecord({ cost: { inputPicoUsd } }))).toThrow(/picodollars/)
    }
    sink.record(costRecord({ usage: { inputTokens: Number.NaN }, durationMs: Number.NaN }))
    const { points } = await collectPoints(sink, start + 1000)
    expect(valueOf(points, 'llm.cost', { costType: 'total' })).toBe(0.007)
    expect(valueOf(points, 'llm.tokens', { tokenType: 'input' })).toBe(1000)
    expect(valueOf(points, 'llm.request.duration_sum', {})).toBe(0.25)
  })
})
