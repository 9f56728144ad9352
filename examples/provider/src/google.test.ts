import { createGoogle } from '@ai-sdk/google'
import { ChatGoogleGenerativeAI } from '@langchain/google-genai'
import { embedMany, generateText, isStepCount, Output, streamText, tool } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { startProvider } from './start-provider.ts'
import { collect, lastCall, weatherRound } from './testing.ts'
import type { Provider } from './types.ts'

const fixed = 'Hello [[usage in=2006 out=300 cached=1920 reasoning=192]]'
// 86 x 0.3 + 1920 x 0.03 + 300 x 2.5 USD per million tokens.
const fixedCost = '0.0008334'
const answerSchema = z.object({ label: z.enum(['safe', 'unsafe']), score: z.number().min(0).max(1) })
const weatherInput = z.object({ city: z.string() })

let provider: Provider
beforeAll(async () => {
  provider = await startProvider({ streamChunks: 4 })
})
afterAll(() => provider.stop())

describe('LangChain on Gemini', () => {
  const chat = (): ChatGoogleGenerativeAI =>
    new ChatGoogleGenerativeAI({ model: 'gemini-2.5-flash', apiKey: 'any', baseUrl: provider.googleUrl })

  it('invokes; the client leaves the thoughts out of its output but not out of its total', async () => {
    const message = await chat().invoke(fixed)
    expect(message.usage_metadata).toMatchObject({
      input_tokens: 2006,
      output_tokens: 108,
      total_tokens: 2306,
    })
    expect(lastCall(provider)).toMatchObject({
      provider: 'google',
      api: 'generateContent',
      model: 'gemini-2.5-flash',
      usage: { outputTokens: 300, reasoningTokens: 192 },
      costUsd: fixedCost,
    })
  })

  it('streams; the client adds up the cached tokens of every chunk', async () => {
    const chunks = await collect(await chat().stream(fixed))
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk))
    expect(whole.usage_metadata).toMatchObject({
      input_tokens: 2006,
      output_tokens: 108,
      total_tokens: 2306,
      input_token_details: { cache_read: 5 * 1920 },
    })
    expect(lastCall(provider)).toMatchObject({ stream: true, costUsd: fixedCost })
  })

  it('calls the tool first and answers after its result', async () => {
    const { answered } = await weatherRound(chat(), weatherInput)
    expect(answered.tool_calls).toEqual([])
    expect(answered.text).not.toBe('')
  })

  it('gives structured output that fits the schema', async () => {
    const answer: unknown = await chat().withStructuredOutput(answerSchema).invoke('Classify this.')
    expect(answerSchema.parse(answer)).toEqual(answer)
  })
})

describe('AI SDK on Gemini', () => {
  const google = (): ReturnType<typeof createGoogle> =>
    createGoogle({ baseURL: provider.googleUrl, apiKey: 'any' })

  it('generates text', async () => {
    const { usage, response } = await generateText({ model: google()('gemini-2.5-flash'), prompt: fixed })
    expect(usage).toMatchObject({
      inputTokens: 2006,
      outputTokens: 300,
      inputTokenDetails: { noCacheTokens: 86, cacheReadTokens: 1920 },
      outputTokenDetails: { textTokens: 108, reasoningTokens: 192 },
    })
    expect(lastCall(provider)).toMatchObject({ id: response.id, costUsd: fixedCost })
  })

  it('streams text', async () => {
    const result = streamText({ model: google()('gemini-2.5-flash'), prompt: fixed })
    expect(await collect(result.textStream)).toHaveLength(4)
    expect(await result.usage).toMatchObject({ inputTokens: 2006, outputTokens: 300 })
    expect(lastCall(provider)).toMatchObject({
      id: (await result.response).id,
      stream: true,
      costUsd: fixedCost,
    })
  })

  it('charges the whole call at the long-context price past 200,000 tokens', async () => {
    const model = google()('gemini-2.5-pro')
    await generateText({ model, prompt: 'Hello [[usage in=200000 out=100 cached=50000]]' })
    // 150000 x 1.25 + 50000 x 0.125 + 100 x 10 USD per million tokens.
    expect(lastCall(provider).costUsd).toBe('0.19475')
    await generateText({ model, prompt: 'Hello [[usage in=200001 out=100 cached=50001]]' })
    // 150000 x 2.5 + 50001 x 0.25 + 100 x 15 USD per million tokens.
    expect(lastCall(provider).costUsd).toBe('0.38900025')
  })

  it('runs a streamed tool loop, each step booked', async () => {
    const before = provider.book.calls.length
    const result = streamText({
      model: google()('gemini-2.5-flash'),
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

  it('gives structured output that fits the schema', async () => {
    const { output } = await generateText({
      model: google()('gemini-2.5-flash'),
      prompt: 'Classify this.',
      output: Output.object({ schema: answerSchema }),
    })
    expect(answerSchema.parse(output)).toEqual(output)
  })

  it('embeds without telling the usage, which the book counts as unreported', async () => {
    provider.book.clear()
    const { embeddings } = await embedMany({
      model: google().embedding('gemini-embedding-001'),
      values: ['one', 'two [[usage in=1000]]'],
    })
    expect(embeddings).toHaveLength(2)
    expect(provider.book.totals().all).toMatchObject({
      ok: { calls: 0 },
      unreported: { calls: 1, costUsd: '0.00015' },
    })
  })
})
