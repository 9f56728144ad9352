import { ChatGoogle } from '@langchain/google'
import { ChatGoogleGenerativeAI } from '@langchain/google-genai'
import { ChatOpenAI } from '@langchain/openai'
import { createMeter, type CostRecord } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { drain } from '../testing/drain.ts'
import { tapFetch, type TappedFetch } from '../wire/tap-fetch.ts'

const openaiUsage = {
  prompt_tokens: 1000,
  completion_tokens: 500,
  total_tokens: 1500,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 600, text_tokens: 400 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 400, text_tokens: 100 },
}
const id = { id: 'chatcmpl-audio', created: 1, model: 'gpt-4o-audio-preview-2024-12-17' }
const spoken = {
  ...id,
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: null,
        audio: { id: 'audio_1', data: 'UklGRg==', expires_at: 2, transcript: 'Yes.' },
      },
      finish_reason: 'stop',
    },
  ],
  usage: openaiUsage,
}
const chunk = { ...id, object: 'chat.completion.chunk' }
const spokenEvents = [
  { ...chunk, choices: [{ index: 0, delta: { role: 'assistant', content: 'Yes.' } }] },
  { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { ...chunk, choices: [], usage: openaiUsage },
]
const heard = {
  candidates: [{ content: { parts: [{ text: 'Yes.' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
  usageMetadata: {
    promptTokenCount: 1000,
    candidatesTokenCount: 100,
    totalTokenCount: 1100,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: 400 },
      { modality: 'AUDIO', tokenCount: 600 },
    ],
  },
  modelVersion: 'gemini-2.5-flash',
  responseId: 'r-1',
}

type Fetch = typeof globalThis.fetch

const whole =
  (answer: object): Fetch =>
  async () =>
    Response.json(answer)

const streamed =
  (events: readonly object[]): Fetch =>
  async () =>
    new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''), {
      headers: { 'content-type': 'text/event-stream' },
    })

function setUp(tap?: TappedFetch) {
  const sink = createRecordingSink()
  const meter = createMeter({ sinks: [sink] })
  const handler = new TokentollCallbackHandler({ meter, ...(tap === undefined ? {} : { tap }) })
  return { callbacks: [handler], record: (): CostRecord => sink.records[0]! }
}

const fetchBefore = globalThis.fetch
afterEach(() => {
  globalThis.fetch = fetchBefore
})

describe('audio is counted and priced apart from text', () => {
  // 400 * $2.50, 600 * $40, 100 * $10 and 400 * $80 per million.
  const expected = {
    usage: { inputTokens: 1000, inputAudioTokens: 600, outputTokens: 500, outputAudioTokens: 400 },
    usageConfidence: 'exact',
    cost: { totalPicoUsd: 58_000_000_000, isEstimated: false },
  }
  const openai = (fetch: Fetch) =>
    new ChatOpenAI({ model: 'gpt-4o-audio-preview', apiKey: 'x', configuration: { fetch } })

  it("OpenAI's, in and out", async () => {
    const { callbacks, record } = setUp()
    await openai(whole(spoken)).invoke('Can you hear me?', { callbacks })
    expect(record()).toMatchObject(expected)
  })

  it("OpenAI's, in and out, in a stream", async () => {
    const { callbacks, record } = setUp()
    await drain(openai(streamed(spokenEvents)).stream('Can you hear me?', { callbacks }))
    expect(record()).toMatchObject(expected)
  })

  // 400 * $0.30, 600 * $1 and 100 * $2.50 per million.
  const expectedOfGemini = {
    usage: { inputTokens: 1000, inputAudioTokens: 600, outputTokens: 100 },
    usageConfidence: 'exact',
    cost: { totalPicoUsd: 970_000_000, isEstimated: false },
  }

  it("Gemini's, of ChatGoogle", async () => {
    const { callbacks, record } = setUp()
    globalThis.fetch = whole(heard)
    await new ChatGoogle({ model: 'gemini-2.5-flash', apiKey: 'x' }).invoke('Listen', { callbacks })
    expect(record()).toMatchObject(expectedOfGemini)
  })

  it("Gemini's, of ChatGoogleGenerativeAI, which says nothing of it, with the tap", async () => {
    const tap = tapFetch({ fetch: whole(heard) })
    const { callbacks, record } = setUp(tap)
    globalThis.fetch = tap
    await new ChatGoogleGenerativeAI({ model: 'gemini-2.5-flash', apiKey: 'x' }).invoke('Listen', {
      callbacks,
    })
    expect(record()).toMatchObject(expectedOfGemini)
  })
})
