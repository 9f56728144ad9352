import { createMeter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { describe, expect, it } from 'vitest'
import { delta, fakeModel, params, readAll } from '../testing/fake-model.ts'
import { wrapModel } from '../wrap/wrap-model.ts'

// What the clients of each major give for a stream that a proxy ended before the provider did: no `finish_reason`
// came, and the usage is what was sent along the way.
const anthropicRaw = {
  type: 'raw',
  rawValue: {
    type: 'message_start',
    message: { id: 'msg_1', usage: { input_tokens: 1000, cache_read_input_tokens: 0, output_tokens: 1 } },
  },
}
const googleUsage = { promptTokenCount: 1000, totalTokenCount: 1000 }
const text = Array.from({ length: 20 }, () => delta('x'.repeat(400)))
const finish = (finishReason: unknown, raw?: unknown): object => ({
  type: 'finish',
  finishReason,
  usage: { inputTokens: { total: 1000, noCache: 1000 }, outputTokens: { total: 1 }, raw },
})

async function book(provider: string, parts: readonly unknown[], readRawChunks = true, options: object = {}) {
  const sink = createRecordingSink()
  const meter = createMeter({ sinks: [sink], onWarning: () => {} })
  const model = wrapModel(fakeModel({ provider, parts }), { meter, readRawChunks })
  await readAll(await model.doStream({ ...params(), ...options }))
  return sink.records
}

describe('a stream that a proxy cut short', () => {
  it.each([
    ['anthropic.messages', [anthropicRaw, ...text, finish({ unified: 'other', raw: undefined })]],
    ['anthropic.messages', [anthropicRaw, ...text, finish('unknown')]],
    ['google.generative-ai', [...text, finish({ unified: 'interrupted', raw: undefined }, googleUsage)]],
  ])('is booked with what was streamed: %s', async (provider, parts) => {
    const [record, ...others] = await book(provider, parts)
    expect(others).toEqual([])
    expect(record).toMatchObject({
      outcome: 'success',
      usage: { inputTokens: 1000, outputTokens: 2000 },
      usageConfidence: 'estimated',
    })
    expect(record?.flags).toContain('partial_output')
  })

  it.each([
    ['anthropic.messages', [anthropicRaw, delta('Hi.'), finish({ unified: 'other', raw: 'pause_turn' })]],
    ['google.generative-ai', [delta('Hi.'), finish({ unified: 'stop', raw: 'STOP' }, googleUsage)]],
    [
      'openai.chat',
      [
        delta('Hi.'),
        finish(
          { unified: 'other', raw: undefined },
          { prompt_tokens: 1000, completion_tokens: 1, total_tokens: 1001 },
        ),
      ],
    ],
  ])('is none where the provider gave a reason or its last word: %s', async (provider, parts) => {
    const [record] = await book(provider, parts)
    expect(record).toMatchObject({ usageConfidence: 'exact', outcome: 'success' })
    expect(record?.flags).not.toContain('partial_output')
  })
})

describe('the tier of a chat stream', () => {
  const parts = (tier?: string) => [
    ...(tier === undefined ? [] : [{ type: 'raw', rawValue: { service_tier: tier } }]),
    finish({ unified: 'stop', raw: 'stop' }),
  ]
  it('is flagged where the chunks that name it are not shown', async () => {
    const [record] = await book('openai.chat', parts(), false)
    expect(record?.flags).toContain('service_tier_unknown')
    expect((await book('openai.chat', parts('priority')))[0]?.flags).not.toContain('service_tier_unknown')
    expect((await book('mistral.chat', parts(), false))[0]?.flags).not.toContain('service_tier_unknown')
  })

  it.each([
    ['default', 'service_tier_requested_only', 'service_tier_unknown'],
    ['auto', 'service_tier_unknown', 'service_tier_requested_only'],
  ])('is the one that was asked for, where one was: %s', async (serviceTier, flag, notFlag) => {
    const [record] = await book('openai.chat', parts(), false, {
      providerOptions: { openai: { serviceTier } },
    })
    expect(record?.flags).toContain(flag)
    expect(record?.flags).not.toContain(notFlag)
  })
})
