import { randomUUID } from 'node:crypto'
import { createOpenRouter } from '@openrouter/ai-sdk-provider'
import { registerTokentoll, wrapProvider } from '@tokentoll/ai-sdk'
import { createMeter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { generateText, streamText } from 'ai'
import { describe, expect, it } from 'vitest'

// Usage as OpenRouter sends it: with its own key, and with the caller's, where `cost` is the router's fee only.
const counts = { prompt_tokens: 1000, completion_tokens: 1000, total_tokens: 2000 }
const bills = [
  [
    'its own key',
    { ...counts, cost: 0.0125, is_byok: false, cost_details: { upstream_inference_cost: 0.0125 } },
    { totalPicoUsd: 12_500_000_000, status: 'reported' },
  ],
  [
    'a key of the caller',
    { ...counts, cost: 0.000625, is_byok: true, cost_details: { upstream_inference_cost: 0.0125 } },
    { totalPicoUsd: 13_125_000_000, status: 'reported' },
  ],
] as const

const model = 'openai/gpt-4o'

function answer(usage: object, streamed: boolean): Response {
  const id = `gen-${randomUUID()}`
  if (!streamed) {
    const message = { role: 'assistant', content: 'Hello.' }
    return Response.json({
      id,
      object: 'chat.completion',
      created: 1,
      model,
      provider: 'OpenAI',
      choices: [{ index: 0, finish_reason: 'stop', message }],
      usage,
    })
  }
  const chunk = { id, object: 'chat.completion.chunk', created: 1, model }
  const chunks = [
    {
      ...chunk,
      choices: [{ index: 0, delta: { role: 'assistant', content: 'Hello.' }, finish_reason: null }],
    },
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { ...chunk, choices: [], usage },
  ]
  const lines = chunks.map((each) => `data: ${JSON.stringify(each)}\n\n`)
  return new Response(`${lines.join('')}data: [DONE]\n\n`, {
    headers: { 'content-type': 'text/event-stream' },
  })
}

const isStreamed = (body: unknown): boolean => typeof body === 'string' && body.includes('"stream":true')

describe.each(['wrapped', 'registered'])('OpenRouter, %s', (way) => {
  it.each(bills)('books the whole bill with %s', async (_name, usage, cost) => {
    const sink = createRecordingSink()
    const meter = createMeter({ sinks: [sink], onWarning: () => {} })
    const plain = createOpenRouter({
      apiKey: 'test',
      fetch: async (_url, init) => answer(usage, isStreamed(init?.body)),
    })
    const openrouter = way === 'wrapped' ? wrapProvider(plain, { meter }) : plain
    const registration = way === 'registered' ? registerTokentoll({ meter }) : undefined
    await generateText({ model: openrouter(model), prompt: 'Hello' })
    await streamText({ model: openrouter(model), prompt: 'Hello' }).text
    registration?.unregister()
    expect(sink.records).toMatchObject([
      { provider: 'openrouter', cost },
      { provider: 'openrouter', cost },
    ])
  })
})
