import { createOpenAI } from '@ai-sdk/openai'
import { createMeter, withAttribution } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { startProvider, type Provider } from '@tokentoll/example-provider'
import { generateText, streamText, wrapLanguageModel } from 'ai'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { registerTokentoll, tokentollMiddleware, wrapModel, wrapProvider } from './index.ts'

let provider: Provider
const sink = createRecordingSink()
const meter = createMeter({ sinks: [sink] })
const prompt = 'Say hello. [[usage in=2006 out=300 cached=1920 reasoning=192]]'

beforeAll(async () => void (provider = await startProvider()))
afterAll(() => provider.stop())
afterEach(() => sink.clear())

const openai = () => createOpenAI({ apiKey: 'test', baseURL: provider.openaiUrl })

const ways = {
  registerTokentoll: () => ({ model: openai().chat('gpt-4o'), end: registerTokentoll({ meter }).unregister }),
  tokentollMiddleware: () => ({
    model: wrapLanguageModel({ model: openai().chat('gpt-4o'), middleware: tokentollMiddleware({ meter }) }),
    end: () => {},
  }),
  wrapModel: () => ({ model: wrapModel(openai().chat('gpt-4o'), { meter }), end: () => {} }),
  wrapProvider: () => ({ model: wrapProvider(openai(), { meter }).chat('gpt-4o'), end: () => {} }),
  'all together': () => ({
    model: wrapLanguageModel({
      model: wrapProvider(openai(), { meter }).chat('gpt-4o'),
      middleware: tokentollMiddleware({ meter }),
    }),
    end: registerTokentoll({ meter }).unregister,
  }),
}

describe.each(Object.entries(ways))('%s', (_name, open) => {
  it.each(['generateText', 'streamText'] as const)(
    'books a %s once, with the numbers of the wire',
    async (operation) => {
      const { model, end } = open()
      await withAttribution({ tenantId: 'acme-corp', task: 'main-chat' }, async () => {
        if (operation === 'generateText') await generateText({ model, prompt })
        else await streamText({ model, prompt }).text
      })
      end()
      expect(sink.records).toHaveLength(1)
      expect(sink.records[0]).toMatchObject({
        provider: 'openai',
        requestModel: 'gpt-4o',
        outcome: 'success',
        usage: { inputTokens: 2006, outputTokens: 300, cacheReadTokens: 1920, reasoningTokens: 192 },
        attribution: { tenantId: 'acme-corp', task: 'main-chat' },
        cost: { totalPicoUsd: 5_615_000_000 },
      })
    },
  )
})
