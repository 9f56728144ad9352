import { createMeter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runClaimsOf } from './run-claims.ts'
import { TokentollCallbackHandler } from './tokentoll-callback-handler.ts'

const sink = createRecordingSink()
const open = (handler: TokentollCallbackHandler, runId: string) =>
  handler.handleChatModelStart(
    { lc: 1, type: 'not_implemented', id: [] },
    [[{ content: 'x'.repeat(400) }]] as never,
    runId,
    undefined,
    undefined,
    undefined,
    { ls_provider: 'openai', ls_model_name: 'gpt-4o' },
  )
const answer = (id: string) =>
  ({
    generations: [[{ text: '', message: { id, usage_metadata: { input_tokens: 100, output_tokens: 50 } } }]],
  }) as never

beforeEach(() => {
  sink.clear()
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

describe('runs that do not end', () => {
  it('are booked as abandoned after a while, by themselves', async () => {
    const handler = new TokentollCallbackHandler({
      meter: createMeter({ sinks: [sink] }),
      abandonAfterMs: 60_000,
    })
    await open(handler, 'run-1')
    await vi.advanceTimersByTimeAsync(59_000)
    expect(sink.records).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(2000)
    expect(sink.records).toMatchObject([
      {
        outcome: 'abandoned',
        usage: { inputTokens: 100 },
        usageConfidence: 'estimated',
        durationMs: undefined,
      },
    ])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('are corrected when they end after all', async () => {
    const handler = new TokentollCallbackHandler({
      meter: createMeter({ sinks: [sink] }),
      abandonAfterMs: 60_000,
    })
    await open(handler, 'run-2')
    await vi.advanceTimersByTimeAsync(70_000)
    handler.handleLLMEnd(answer('chatcmpl-0123456789abcdef'), 'run-2')
    const [estimate, real] = sink.records
    expect(real).toMatchObject({ outcome: 'success', corrects: estimate!.id, usage: { outputTokens: 50 } })
    handler.handleLLMEnd(answer('chatcmpl-0123456789abcdef'), 'run-2')
    expect(sink.records).toHaveLength(2)
  })

  it('are given up oldest first when there are too many', async () => {
    const handler = new TokentollCallbackHandler({ meter: createMeter({ sinks: [sink] }), maxOpenRuns: 10 })
    for (let run = 0; run < 25; run += 1) await open(handler, `run-${run}`)
    expect(sink.records.map((record) => record.runId)).toEqual(
      Array.from({ length: 15 }, (_, run) => `run-${run}`),
    )
    await handler.close()
    expect(sink.records).toHaveLength(25)
  })

  it('are booked before their meter closes, by every handler of it', async () => {
    const meter = createMeter({ sinks: [sink] })
    for (const run of ['run-1', 'run-2']) await open(new TokentollCallbackHandler({ meter }), run)
    const ended = new TokentollCallbackHandler({ meter })
    await open(ended, 'run-3')
    ended.handleLLMEnd(answer('chatcmpl-of-run-3-only'), 'run-3')
    await meter.close()
    expect(sink.records.map(({ outcome }) => outcome)).toEqual(['success', 'abandoned', 'abandoned'])
  })

  it('keep no timer once all have ended', async () => {
    const handler = new TokentollCallbackHandler({
      meter: createMeter({ sinks: [sink] }),
      abandonAfterMs: 60_000,
    })
    await open(handler, 'run-3')
    handler.handleLLMEnd(answer('chatcmpl-fedcba9876543210'), 'run-3')
    await vi.advanceTimersByTimeAsync(1000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('keep no handler: one for each request is let go within a second', async () => {
    const meter = createMeter({ sinks: [sink] })
    const { finishers } = runClaimsOf(meter)
    for (let request = 0; request < 20; request += 1) {
      const handler = new TokentollCallbackHandler({ meter, abandonAfterMs: Infinity })
      await open(handler, `request-${request}`)
      handler.handleLLMEnd(answer(`chatcmpl-of-request-${request}`), `request-${request}`)
    }
    const busy = new TokentollCallbackHandler({ meter, abandonAfterMs: Infinity })
    await open(busy, 'still-open')
    await vi.advanceTimersByTimeAsync(1000)
    expect([vi.getTimerCount(), finishers.size]).toEqual([1, 1])
    await busy.close()
    expect([vi.getTimerCount(), finishers.size]).toEqual([0, 0])
  })
})
