import { createMeter, type Meter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { it, expect } from 'vitest'

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

/** What a client of Bedrock is made with. */
export interface BedrockSettings {
  readonly apiKey: string
  readonly region: string
  readonly fetch: () => Promise<Response>
}

/**
 * Holds the client of Bedrock of specification version 2 to its answers. `ask` makes one call of the model with a
 * client of these settings that books on the meter.
 */
export function describeBedrock(
  ask: (settings: BedrockSettings, modelId: string, meter: Meter) => Promise<unknown>,
): void {
  it.each(answers)('books answers %s', async (_name, cache, usage, totalPicoUsd) => {
    const sink = createRecordingSink()
    const meter = createMeter({ sinks: [sink], onWarning: () => {} })
    const fetch = async (): Promise<Response> =>
      Response.json({
        output: { message: { role: 'assistant', content: [{ text: 'Hello.' }] } },
        stopReason: 'end_turn',
        usage: { inputTokens: 1000, outputTokens: 300, totalTokens: 1300, ...cache },
        metrics: { latencyMs: 1 },
      })
    const settings = { apiKey: 'test', region: 'us-east-1', fetch }
    await ask(settings, 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', meter)
    expect(sink.records).toMatchObject([
      { usage: { ...usage, outputTokens: 300 }, cost: { totalPicoUsd, status: 'priced' } },
    ])
  })
}
