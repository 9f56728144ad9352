import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import { createMeter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { generateText } from 'ai'
import { describe, expect, it } from 'vitest'
import { registerTokentoll, wrapProvider } from '@tokentoll/ai-sdk'

// Answers of the Converse API. Its client of specification version 2 hands on the counts without the cache, and
// the cache's writes beside them as soon as the answer has the field.
const answers = [
  ['without cache fields', {}, { inputTokens: 1000 }, 8_250_000_000],
  [
    'with cache fields of 0',
    { cacheReadInputTokens: 0, cacheWriteInputTokens: 0 },
    { inputTokens: 1000 },
    8_250_000_000,
  ],
  [
    'that read the cache',
    { cacheReadInputTokens: 5000, cacheWriteInputTokens: 0 },
    { inputTokens: 6000, cacheReadTokens: 5000 },
    9_900_000_000,
  ],
  [
    'that wrote the cache',
    { cacheReadInputTokens: 0, cacheWriteInputTokens: 3000 },
    { inputTokens: 4000, cacheWriteTokens: 3000 },
    20_625_000_000,
  ],
] as const

const sink = createRecordingSink()
const meter = createMeter({ sinks: [sink], onWarning: () => {} })

const bedrock = (usage: object) =>
  createAmazonBedrock({
    apiKey: 'test',
    region: 'us-east-1',
    fetch: async () =>
      Response.json({
        output: { message: { role: 'assistant', content: [{ text: 'Hello.' }] } },
        stopReason: 'end_turn',
        usage: { inputTokens: 1000, outputTokens: 300, totalTokens: 1300, ...usage },
        metrics: { latencyMs: 1 },
      }),
  })

describe.each(['wrapped', 'registered'])('a Bedrock model of version 2 inside AI SDK 7, %s', (way) => {
  it.each(answers)('books answers %s', async (_name, cache, usage, totalPicoUsd) => {
    sink.clear()
    const client = way === 'wrapped' ? wrapProvider(bedrock(cache), { meter }) : bedrock(cache)
    const registration = way === 'registered' ? registerTokentoll({ meter }) : undefined
    await generateText({ model: client('us.anthropic.claude-sonnet-4-5-20250929-v1:0'), prompt: 'Hello' })
    registration?.unregister()
    expect(sink.records).toMatchObject([
      { usage: { ...usage, outputTokens: 300 }, cost: { totalPicoUsd, status: 'priced' } },
    ])
  })
})
