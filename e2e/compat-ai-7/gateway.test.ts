import { randomUUID } from 'node:crypto'
import { registerTokentoll, wrapProvider } from '@tokentoll/ai-sdk'
import { createMeter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { createGateway, generateText, streamText } from 'ai'
import { describe, expect, it } from 'vitest'

// What AI Gateway answers is the result of the model behind it, as the SDK writes it, and its own bill beside it:
// taken from its credits, or, with a key of the caller, what the provider will bill.
const bills = [
  ['its own key', { cost: '0.0123', marketCost: '0.0123' }, 12_300_000_000],
  ['a key of the caller', { cost: '0', marketCost: '0.0125' }, 12_500_000_000],
] as const

const usage = {
  inputTokens: { total: 1000, noCache: 1000 },
  outputTokens: { total: 1000, text: 1000 },
  raw: { prompt_tokens: 1000, completion_tokens: 1000, total_tokens: 2000 },
}

function answer(bill: object, streamed: boolean): Response {
  const gateway = { routing: { finalProvider: 'openai' }, generationId: `gen_${randomUUID()}`, ...bill }
  const end = {
    finishReason: { unified: 'stop', raw: 'stop' },
    usage,
    providerMetadata: { openai: {}, gateway },
  }
  if (!streamed) return Response.json({ content: [{ type: 'text', text: 'Hello.' }], warnings: [], ...end })
  const parts = [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: `chatcmpl-${randomUUID()}`, modelId: 'gpt-4o-2024-08-06' },
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: 'Hello.' },
    { type: 'text-end', id: '0' },
    { type: 'finish', ...end },
  ]
  return new Response(parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  })
}

describe.each(['wrapped', 'registered'])('AI Gateway, %s', (way) => {
  it.each(bills)('books what the gateway reports with %s', async (_name, bill, totalPicoUsd) => {
    const sink = createRecordingSink()
    const meter = createMeter({ sinks: [sink], onWarning: () => {} })
    const client = createGateway({
      apiKey: 'test',
      baseURL: 'http://gateway.test',
      fetch: async (_url, init) =>
        answer(bill, new Headers(init?.headers).get('ai-language-model-streaming') === 'true'),
    })
    const gateway = way === 'wrapped' ? wrapProvider(client, { meter }) : client
    const registration = way === 'registered' ? registerTokentoll({ meter }) : undefined
    await generateText({ model: gateway('openai/gpt-4o'), prompt: 'Hello' })
    await streamText({ model: gateway('openai/gpt-4o'), prompt: 'Hello' }).text
    registration?.unregister()
    const booked = { usage: { inputTokens: 1000, outputTokens: 1000 }, cost: { totalPicoUsd } }
    expect(sink.records).toMatchObject([booked, booked])
    expect(sink.records.every(({ cost }) => cost.status !== 'unpriced')).toBe(true)
  })
})
