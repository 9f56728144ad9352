import { createOpenAI } from '@ai-sdk/openai'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { embedMany, generateText, isStepCount, Output, streamText, tool } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { startProvider } from './start-provider.ts'
import { collect, lastCall, weatherRound } from './testing.ts'
import type { Provider } from './types.ts'

const fixed = 'Hello [[usage in=2006 out=300 cached=1920 reasoning=192]]'
// 86 x 1.25 + 1920 x 0.125 + 300 x 10 USD per million tokens.
const fixedCostGpt5 = '0.0033475'
const answerSchema = z.object({
  label: z.enum(['safe', 'unsafe']),
  score: z.number().min(0).max(1),
  reasons: z.array(z.string().min(3)).min(2),
  note: z.string().nullable(),
})
const weatherInput = z.object({ city: z.string().min(1), days: z.int().min(1).max(7) })

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

describe.each([
  { api: 'chat', idPrefix: 'chatcmpl-', useResponsesApi: false },
  { api: 'responses', idPrefix: 'resp_', useResponsesApi: true },
])('LangChain on OpenAI $api', ({ api, idPrefix, useResponsesApi }) => {
  const chat = (): ChatOpenAI =>
    new ChatOpenAI({
      model: 'gpt-5',
      apiKey: 'any',
      useResponsesApi,
      configuration: { baseURL: provider.openaiUrl },
    })

  it('invokes', async () => {
    const message = await chat().invoke(fixed)
    expect(message.usage_metadata).toMatchObject({
      input_tokens: 2006,
      output_tokens: 300,
      total_tokens: 2306,
      input_token_details: { cache_read: 1920 },
      output_token_details: { reasoning: 192 },
    })
    expect(lastCall(provider)).toMatchObject({
      id: message.id,
      provider: 'openai',
      api,
      model: 'gpt-5-2025-08-07',
      requestModel: 'gpt-5',
      stream: false,
      outcome: 'ok',
      status: 200,
      serviceTier: 'default',
      costUsd: fixedCostGpt5,
    })
    expect(message.id).toMatch(idPrefix)
    expect(message.text.length).toBeGreaterThan(100)
  })

  it('streams in several chunks and names its usage once', async () => {
    const chunks = await collect(await chat().stream(fixed))
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk))
    expect(chunks.length).toBeGreaterThanOrEqual(12)
    expect(whole.usage_metadata).toMatchObject({ input_tokens: 2006, output_tokens: 300 })
    expect(lastCall(provider)).toMatchObject({
      id: whole.id,
      stream: true,
      outcome: 'ok',
      costUsd: fixedCostGpt5,
    })
  })

  it('calls the tool first and answers after its result', async () => {
    const { call, answered } = await weatherRound(chat(), weatherInput)
    expect(weatherInput.parse(call.args)).toEqual(call.args)
    expect(answered.tool_calls).toEqual([])
    expect(answered.text).not.toBe('')
  })

  it('gives structured output that fits the schema', async () => {
    const answer: unknown = await chat().withStructuredOutput(answerSchema).invoke('Classify this.')
    expect(answerSchema.parse(answer)).toEqual(answer)
  })
})

describe.each(['chat', 'responses'] as const)('AI SDK on OpenAI %s', (api) => {
  const model = (): ReturnType<ReturnType<typeof createOpenAI>['chat']> => {
    const openai = createOpenAI({ baseURL: provider.openaiUrl, apiKey: 'any' })
    return api === 'chat' ? openai.chat('gpt-5-mini') : openai.responses('gpt-5-mini')
  }

  it('generates text', async () => {
    const { usage, response } = await generateText({ model: model(), prompt: fixed })
    expect(usage).toMatchObject({
      inputTokens: 2006,
      outputTokens: 300,
      inputTokenDetails: { noCacheTokens: 86, cacheReadTokens: 1920 },
      outputTokenDetails: { reasoningTokens: 192 },
    })
    expect(lastCall(provider)).toMatchObject({ api, id: response.id, costUsd: '0.0006695' })
  })

  it('streams text', async () => {
    const result = streamText({ model: model(), prompt: fixed })
    const parts = await collect(result.textStream)
    expect(parts.length).toBeGreaterThanOrEqual(10)
    expect(await result.usage).toMatchObject({ inputTokens: 2006, outputTokens: 300 })
    expect(lastCall(provider)).toMatchObject({ api, stream: true, id: (await result.response).id })
  })

  it('runs a tool loop, each step booked', async () => {
    const before = provider.book.calls.length
    const { steps, totalUsage } = await generateText({
      model: model(),
      prompt: 'How is the weather?',
      tools: { weather: tool({ inputSchema: weatherInput, execute: ({ city }) => `Sunny in ${city}` }) },
      stopWhen: isStepCount(5),
    })
    const booked = provider.book.calls.slice(before)
    expect(steps.map((step) => step.response.id)).toEqual(booked.map((call) => call.id))
    expect(steps.map((step) => step.finishReason)).toEqual(['tool-calls', 'stop'])
    expect(totalUsage.inputTokens).toBe(booked.reduce((sum, call) => sum + (call.usage?.inputTokens ?? 0), 0))
  })

  it('gives structured output that fits the schema', async () => {
    const { output } = await generateText({
      model: model(),
      prompt: 'Classify this.',
      output: Output.object({ schema: answerSchema }),
    })
    expect(answerSchema.parse(output)).toEqual(output)
  })
})

describe('OpenAI service tiers', () => {
  it('charges a tier the model has, and the default one otherwise', async () => {
    const ask = async (model: string): Promise<unknown> => {
      const chat = new ChatOpenAI({
        model,
        apiKey: 'any',
        service_tier: 'flex',
        configuration: { baseURL: provider.openaiUrl },
      })
      await chat.invoke('Hello [[usage in=2000 out=500 cached=1000]]')
      return lastCall(provider)
    }
    // 1000 x 0.125 + 1000 x 0.0125 + 500 x 1 USD per million tokens.
    expect(await ask('gpt-5-mini')).toMatchObject({ serviceTier: 'flex', costUsd: '0.0006375' })
    expect(await ask('gpt-4o')).toMatchObject({ serviceTier: 'default', costUsd: '0.00875' })
  })
})

describe('OpenAI embeddings', () => {
  it('answers both clients and books the tokens they report', async () => {
    const langchain = new OpenAIEmbeddings({
      model: 'text-embedding-3-small',
      apiKey: 'any',
      configuration: { baseURL: provider.openaiUrl },
    })
    const vectors = await langchain.embedDocuments(['a first text', 'a second text [[usage in=500]]'])
    expect(vectors.map((vector) => vector.length)).toEqual([1536, 1536])
    expect(Math.hypot(...(vectors[0] ?? []))).toBeCloseTo(1, 5)
    expect(vectors[0]).not.toEqual(vectors[1])
    expect(lastCall(provider)).toMatchObject({ api: 'embeddings', costUsd: '0.00001' })

    const openai = createOpenAI({ baseURL: provider.openaiUrl, apiKey: 'any' })
    const { usage } = await embedMany({
      model: openai.embedding('text-embedding-3-large'),
      values: ['one', 'two [[usage in=700]]'],
    })
    expect(usage.tokens).toBe(700)
    expect(lastCall(provider)).toMatchObject({ model: 'text-embedding-3-large', costUsd: '0.000091' })
  })
})
