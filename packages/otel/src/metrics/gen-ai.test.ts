import { describe, expect, it } from 'vitest'
import { costRecord } from '@tokentoll/core/testing'
import { collectPoints, valueOf } from '../testing/collect.ts'
import { createMetricsSink } from './metrics-sink.ts'

const start = 1_800_000_000_000

describe('the OpenTelemetry GenAI histograms', () => {
  it('carry the names of the conventions', async () => {
    const sink = createMetricsSink({ clock: () => start })
    sink.record(
      costRecord({ provider: 'google', model: 'gemini-2.5-pro', requestModel: 'gemini-pro-latest' }),
    )
    sink.record(costRecord({ outcome: 'error', error: { name: 'APIError', message: '', status: 429 } }))
    sink.record(costRecord({ outcome: 'error', error: { name: 'Odd', message: '' } }))
    const { points } = await collectPoints(sink, start + 1000)
    const google = {
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gemini-pro-latest',
      'gen_ai.response.model': 'gemini-2.5-pro',
    }
    const used = { ...google, 'gen_ai.token.type': 'input' }
    expect(valueOf(points, 'gen_ai.client.token.usage_sum', used)).toBe(1000)
    expect(valueOf(points, 'gen_ai.client.operation.duration_sum', google)).toBe(0.25)
    expect(valueOf(points, 'gen_ai.client.operation.duration_count', { 'error.type': '429' })).toBe(1)
    expect(valueOf(points, 'gen_ai.client.operation.duration_count', { 'error.type': '_OTHER' })).toBe(1)
  })

  it('leave out answers from a cache, and can be turned off', async () => {
    const count = async (genAi: boolean, cached: boolean) => {
      const sink = createMetricsSink({ clock: () => start, genAi })
      sink.record(costRecord({ cached }))
      const { points } = await collectPoints(sink, start + 1000)
      return points.filter((point) => point.metric.startsWith('gen_ai.')).length
    }
    expect(await count(true, true)).toBe(0)
    expect(await count(false, false)).toBe(0)
    expect(await count(true, false)).toBeGreaterThan(0)
  })

  it('keep providers and models apart that the labels of calls do not name', async () => {
    const sink = createMetricsSink({ clock: () => start, dimensions: ['tenantId'] })
    const calls = [
      costRecord({ usage: { inputTokens: 10, outputTokens: 1 } }),
      costRecord({
        provider: 'anthropic',
        model: 'claude-3-haiku',
        usage: { inputTokens: 1000, outputTokens: 1 },
      }),
    ]
    for (const call of [...calls, ...calls]) sink.record(call)
    const { points } = await collectPoints(sink, start + 1000)
    const used = (provider: string) =>
      valueOf(points, 'gen_ai.client.token.usage_sum', {
        'gen_ai.provider.name': provider,
        'gen_ai.token.type': 'input',
      })
    expect([used('openai'), used('anthropic')]).toEqual([20, 2000])
  })

  it('fold models that callers make up', async () => {
    const sink = createMetricsSink({ clock: () => start, limits: { model: 3 } })
    for (let index = 0; index < 100; index += 1) sink.record(costRecord({ requestModel: `made-up-${index}` }))
    const { points } = await collectPoints(sink, start + 1000)
    const models = new Set(points.map((point) => point.labels['gen_ai.request.model']))
    models.delete(undefined)
    expect(models.size).toBe(7)
    expect(
      valueOf(points, 'gen_ai.client.token.usage_sum', {
        'gen_ai.request.model': '__other__',
        'gen_ai.token.type': 'input',
      }),
    ).toBe(94_000)
  })
})
