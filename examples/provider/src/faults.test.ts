import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { ChatAnthropic } from '@langchain/anthropic'
import { ChatOpenAI } from '@langchain/openai'
import { APICallError, generateText, streamText, type LanguageModel } from 'ai'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { startProvider } from './start-provider.ts'
import { collect, lastCall } from './testing.ts'
import type { FaultName, Provider } from './types.ts'

let provider: Provider
beforeEach(async () => {
  provider = await startProvider({ streamChunks: 10, slowDelayMs: 20 })
})
afterEach(() => provider.stop())

const models: Readonly<Record<string, () => LanguageModel>> = {
  'OpenAI chat': () => createOpenAI({ baseURL: provider.openaiUrl, apiKey: 'any' }).chat('gpt-4o'),
  'OpenAI responses': () => createOpenAI({ baseURL: provider.openaiUrl, apiKey: 'any' }).responses('gpt-4o'),
  Anthropic: () => createAnthropic({ baseURL: provider.anthropicUrl, apiKey: 'any' })('claude-haiku-4-5'),
  Gemini: () => createGoogle({ baseURL: provider.googleUrl, apiKey: 'any' })('gemini-2.5-flash-lite'),
}

const openai = (options: { readonly maxRetries?: number; readonly streamUsage?: boolean } = {}): ChatOpenAI =>
  new ChatOpenAI({
    model: 'gpt-4o',
    apiKey: 'any',
    ...options,
    configuration: { baseURL: provider.openaiUrl },
  })

function failure(run: () => PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(run()).then(
    () => expect.unreachable('The call should have failed.'),
    (error: unknown) => error,
  )
}

describe.each(Object.entries(models))('refusals by %s', (_, model) => {
  it.each([400, 401, 404, 429, 500, 503])(
    '%i reaches the client with a message and costs nothing',
    async (status) => {
      const error = await failure(() =>
        generateText({ model: model(), prompt: `Hello [[fault ${status}]]`, maxRetries: 0 }),
      )
      if (!APICallError.isInstance(error)) throw error
      expect(error.statusCode).toBe(status)
      expect(error.message).not.toMatch(/unexpected|unknown/i)
      expect(error.isRetryable).toBe(status === 429 || status >= 500)
      expect(provider.book.calls).toHaveLength(1)
      expect(lastCall(provider)).toMatchObject({
        outcome: 'error',
        status,
        fault: String(status),
        costUsd: '0',
      })
      expect(lastCall(provider).usage).toBeUndefined()
    },
  )

  it('a cut or truncated answer is charged but not delivered', async () => {
    for (const fault of ['cut', 'truncate']) {
      await failure(() => generateText({ model: model(), prompt: `Hello [[fault ${fault}]]`, maxRetries: 0 }))
      await provider.idle()
      expect(lastCall(provider)).toMatchObject({ outcome: 'aborted', fault, usage: { wire: null } })
      expect(Number(lastCall(provider).costUsd)).toBeGreaterThan(0)
    }
    expect(provider.book.totals().all).toMatchObject({
      ok: { calls: 0, costUsd: '0' },
      aborted: { calls: 2 },
    })
  })

  it('a cut stream is charged for the share that was sent', async () => {
    const result = streamText({
      model: model(),
      prompt: 'Hello [[fault cut]] [[usage in=1000 out=500]]',
      maxRetries: 0,
      onError: () => undefined,
    })
    await collect(result.textStream).catch(() => undefined)
    await provider.idle()
    const call = lastCall(provider)
    expect(call).toMatchObject({ outcome: 'aborted', stream: true, usage: { inputTokens: 1000 } })
    expect(call.usage?.outputTokens).toBeGreaterThan(100)
    expect(call.usage?.outputTokens).toBeLessThan(400)
  })
})

describe('retries', () => {
  it('the AI SDK comes back after retry-after and finds the third attempt served', async () => {
    const started = performance.now()
    await generateText({ model: models['OpenAI chat']!(), prompt: 'Hello [[fault 429 times=2]]' })
    // Without the header it would wait 2 s and then 4 s.
    expect(performance.now() - started).toBeLessThan(1900)
    expect(provider.book.calls.map((call) => call.status)).toEqual([429, 429, 200])
  })

  it('LangChain comes back on its own', async () => {
    const message = await openai({ maxRetries: 1 }).invoke('Hello [[fault 503 times=1]]')
    expect(provider.book.calls.map((call) => call.status)).toEqual([503, 200])
    expect(lastCall(provider).id).toBe(message.id)
  })
})

describe('usage left out', () => {
  it.each(['OpenAI chat', 'OpenAI responses', 'Gemini'])(
    '%s answers without it, and charges',
    async (name) => {
      const { usage } = await generateText({ model: models[name]!(), prompt: 'Hello [[fault nousage]]' })
      expect(usage.inputTokens).toBeUndefined()
      expect(lastCall(provider)).toMatchObject({ outcome: 'ok', fault: 'nousage', usage: { wire: null } })
      const { ok, unreported } = provider.book.totals().all
      expect(ok.calls).toBe(0)
      expect(unreported.costUsd).toBe(lastCall(provider).costUsd)
    },
  )

  it('a chat stream that asks for no usage gets none', async () => {
    const chunks = await collect(await openai({ streamUsage: false }).stream('Hello'))
    expect(chunks.some((chunk) => chunk.usage_metadata !== undefined)).toBe(false)
    expect(lastCall(provider)).toMatchObject({ outcome: 'ok', usage: { wire: null } })
  })
})

describe('clients that leave', () => {
  it('in the middle of a stream', async () => {
    const model = new ChatAnthropic({
      model: 'claude-haiku-4-5',
      apiKey: 'any',
      anthropicApiUrl: provider.anthropicUrl,
    })
    const prompt = 'Hello [[usage in=1000 out=1000]] [[pace chunks=50 delay=5]]'
    let seen = 0
    for await (const _ of await model.stream(prompt)) if (++seen === 5) break
    await provider.idle()
    const call = lastCall(provider)
    expect(call).toMatchObject({ outcome: 'aborted', status: 200, usage: { inputTokens: 1000, wire: null } })
    expect(call.fault).toBeUndefined()
    expect(call.usage?.outputTokens).toBeLessThan(700)
  })

  it('before the first byte', async () => {
    const signal = AbortSignal.timeout(30)
    await failure(() => openai({ maxRetries: 0 }).invoke('Hello [[pace latency=5000]]', { signal }))
    await provider.idle()
    expect(lastCall(provider)).toMatchObject({ outcome: 'aborted', stream: false })
  })
})

describe('other faults', () => {
  it('slow takes its time and is whole', async () => {
    const started = performance.now()
    await collect(await openai().stream('Hello [[fault slow]]'))
    expect(performance.now() - started).toBeGreaterThan(10 * 20)
    expect(lastCall(provider)).toMatchObject({ outcome: 'ok', fault: 'slow' })
  })

  it('a share of all calls, the same ones for the same seed', async () => {
    const run = async (): Promise<string[]> => {
      const flaky = await startProvider({ seed: 'shares', faults: { '429': 0.2, nousage: 0.1 } })
      for (let at = 0; at < 60; at += 1) {
        const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: `Hello ${at}` }] })
        await fetch(`${flaky.openaiUrl}/chat/completions`, { method: 'POST', body }).then((one) => one.text())
      }
      await flaky.stop()
      return flaky.book.calls.map((call) => call.fault ?? '')
    }
    const [first, second] = [await run(), await run()]
    expect(first).toEqual(second)
    expect(first.filter((fault) => fault === '429').length).toBeGreaterThanOrEqual(4)
    expect(first.filter((fault) => fault === 'nousage').length).toBeGreaterThanOrEqual(1)
    expect(first.filter((fault) => fault === '').length).toBeGreaterThanOrEqual(30)
  })

  it('options that cannot be are refused with a clear message', async () => {
    await expect(startProvider({ faults: { '429': 2 } })).rejects.toThrow(/faults\['429'\] is 2/)
    await expect(
      startProvider({ faults: JSON.parse('{"418":0.1}') as Partial<Record<FaultName, number>> }),
    ).rejects.toThrow(/'418'/)
    await expect(startProvider({ streamDelayMs: -1 })).rejects.toThrow(/streamDelayMs is -1/)
    const port = Number(new URL(provider.url).port)
    await expect(startProvider({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`)
  })
})
