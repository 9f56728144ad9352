import { createAnthropic } from '@ai-sdk/anthropic'
import { ChatAnthropic } from '@langchain/anthropic'
import { generateText, isStepCount, Output, streamText, tool } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { startProvider } from './start-provider.ts'
import { collect, lastCall, weatherRound } from './testing.ts'
import type { Provider } from './types.ts'

const fixed = 'Hello [[usage in=8021 out=300 cached=5000 write=1000 write1h=2000]]'
// 21 x 3 + 5000 x 0.3 + 1000 x 3.75 + 2000 x 6 + 300 x 15 USD per million tokens.
const fixedCost = '0.021813'
const answerSchema = z.object({ label: z.enum(['safe', 'unsafe']), score: z.number().min(0).max(1) })
const weatherInput = z.object({ city: z.string() })

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

describe('LangChain on Anthropic', () => {
  const chat = (): ChatAnthropic =>
    new ChatAnthropic({ model: 'claude-sonnet-4-5', apiKey: 'any', anthropicApiUrl: provider.anthropicUrl })

  it('invokes, with the cache writes split by their lifetime', async () => {
    const message = await chat().invoke(fixed)
    expect(message.usage_metadata).toMatchObject({
      input_tokens: 8021,
      output_tokens: 300,
      input_token_details: { cache_read: 5000, cache_creation: 3000 },
    })
    expect(message.response_metadata['usage']).toEqual(lastCall(provider).usage?.wire)
    expect(message.response_metadata['usage']).toMatchObject({
      input_tokens: 21,
      cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
      service_tier: 'standard',
    })
    expect(lastCall(provider)).toMatchObject({
      id: message.id,
      provider: 'anthropic',
      api: 'messages',
      model: 'claude-sonnet-4-5-20250929',
      costUsd: fixedCost,
    })
  })

  it('streams; the client counts the token of message_start once more', async () => {
    const chunks = await collect(await chat().stream(fixed))
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk))
    expect(whole.usage_metadata).toMatchObject({ input_tokens: 8021, output_tokens: 301 })
    expect(lastCall(provider)).toMatchObject({
      id: whole.id,
      stream: true,
      usage: { outputTokens: 300 },
      costUsd: fixedCost,
    })
  })

  it('calls the tool first and answers after its result', async () => {
    const { answered } = await weatherRound(chat(), weatherInput, async (model, question) =>
      (await collect(await model.stream(question))).reduce((sum, chunk) => sum.concat(chunk)),
    )
    expect(answered.tool_calls).toEqual([])
    expect(answered.text).not.toBe('')
  })

  it('gives structured output that fits the schema', async () => {
    const answer: unknown = await chat().withStructuredOutput(answerSchema).invoke('Classify this.')
    expect(answerSchema.parse(answer)).toEqual(answer)
  })

  it('charges web searches by the request', async () => {
    const message = await chat().invoke('Hello [[usage in=1000 out=100 search=3]]')
    expect(message.response_metadata['usage']).toMatchObject({ server_tool_use: { web_search_requests: 3 } })
    // 1000 x 3 + 100 x 15 USD per million tokens, and 3 searches at 10 USD per thousand.
    expect(lastCall(provider).costUsd).toBe('0.0345')
  })
})

describe('AI SDK on Anthropic', () => {
  const model = (): ReturnType<ReturnType<typeof createAnthropic>> =>
    createAnthropic({ baseURL: provider.anthropicUrl, apiKey: 'any' })('claude-sonnet-4-5')

  it('generates text', async () => {
    const { usage, response } = await generateText({ model: model(), prompt: fixed })
    expect(usage).toMatchObject({
      inputTokens: 8021,
      outputTokens: 300,
      inputTokenDetails: { noCacheTokens: 21, cacheReadTokens: 5000, cacheWriteTokens: 3000 },
    })
    expect(lastCall(provider)).toMatchObject({ id: response.id, costUsd: fixedCost })
  })

  it('streams text', async () => {
    const result = streamText({ model: model(), prompt: fixed })
    expect((await collect(result.textStream)).length).toBeGreaterThanOrEqual(10)
    expect(await result.usage).toMatchObject({ inputTokens: 8021, outputTokens: 300 })
    expect(lastCall(provider)).toMatchObject({
      id: (await result.response).id,
      stream: true,
      costUsd: fixedCost,
    })
  })

  it('runs a streamed tool loop, each step booked', async () => {
    const before = provider.book.calls.length
    const result = streamText({
      model: model(),
      prompt: 'How is the weather?',
      tools: { weather: tool({ inputSchema: weatherInput, execute: ({ city }) => `Sunny in ${city}` }) },
      stopWhen: isStepCount(5),
    })
    const steps = await result.steps
    expect(steps.map((step) => step.finishReason)).toEqual(['tool-calls', 'stop'])
    expect(steps.map((step) => step.response.id)).toEqual(
      provider.book.calls.slice(before).map((call) => call.id),
    )
  })

  it('gives structured output that fits bounds the client moved into descriptions', async () => {
    const { output } = await generateText({
      model: model(),
      prompt: 'Classify this.',
      output: Output.object({ schema: answerSchema }),
    })
    expect(answerSchema.parse(output)).toEqual(output)
  })
})
