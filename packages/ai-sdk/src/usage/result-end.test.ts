import { describe, expect, it } from 'vitest'
import type { CallSpec } from '../capture/call-spec.ts'
import type { ModelKind } from '../shapes/model.ts'
import { resultEnd } from './result-end.ts'

const spec = (kind: ModelKind, input: unknown): CallSpec => ({
  kind,
  model: { provider: 'openai.chat', modelId: 'gpt-4o' },
  streamed: false,
  hints: {},
  input,
  countInput: () => 4000,
  prompt: undefined,
  maxOutputTokens: undefined,
  requestedServiceTier: undefined,
  hidesRaw: false,
  byIntegration: false,
  abortSignal: undefined,
})

describe('half a usage', () => {
  const content = [{ type: 'text', text: 'x'.repeat(400) }]
  it.each([
    ['no output', { inputTokens: 1234 }, { inputTokens: 1234, outputTokens: 100 }, ['usage_missing']],
    ['no input', { outputTokens: 55 }, { inputTokens: 1000, outputTokens: 55 }, ['usage_missing']],
    [
      'a negative input',
      { inputTokens: -5, outputTokens: 55, cachedInputTokens: 3 },
      { inputTokens: 1000, outputTokens: 55, cacheReadTokens: undefined },
      ['usage_missing', 'usage_invalid'],
    ],
  ])('is filled from the characters: %s', (_name, usage, expected, flags) => {
    const ending = resultEnd(spec('language', {}), { usage, content })
    expect(ending).toMatchObject({ usage: expected, usageSource: 'estimate', usageConfidence: 'estimated' })
    expect(ending.flags).toEqual(flags)
  })

  it('is whole for an embedding', () => {
    const ending = resultEnd(spec('embedding', {}), { usage: { tokens: 7 }, embeddings: [[1]] })
    expect(ending).toMatchObject({ usage: { inputTokens: 7 }, usageConfidence: 'exact' })
  })
})

describe('images billed by the piece', () => {
  it.each([
    [{}, 'exact'],
    [{ size: '1024x1024', providerOptions: { openai: { quality: 'standard' } } }, 'exact'],
    [{ size: '1792x1024' }, 'estimated'],
    [{ size: '1024x1024', providerOptions: { openai: { quality: 'hd' } } }, 'estimated'],
  ])('of %j are %s', (params, usageConfidence) => {
    const ending = resultEnd(spec('image', params), { images: ['a', 'b'] })
    expect(ending).toMatchObject({ usage: { units: { imageOutput: 2 } }, usageConfidence })
    expect(ending.flags).toEqual(usageConfidence === 'exact' ? [] : ['unit_variant_unknown'])
  })
})
