import { describe, expect, it } from 'vitest'
import { measureUsage } from './measure-usage.ts'

const anthropicRaw = {
  input_tokens: 21,
  cache_read_input_tokens: 5000,
  cache_creation_input_tokens: 3000,
  cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
  output_tokens: 300,
  service_tier: 'standard',
}
const anthropic = { provider: 'anthropic.messages', model: 'claude-sonnet-4-5' }

describe('the usage of a call', () => {
  it('is the provider’s own object where the SDK kept one', () => {
    const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 }, raw: anthropicRaw }
    expect(measureUsage({ ...anthropic, usage })).toMatchObject({
      usage: {
        inputTokens: 8021,
        outputTokens: 300,
        cacheReadTokens: 5000,
        cacheWriteTokens: 3000,
        cacheWrite1hTokens: 2000,
      },
      usageSource: 'raw_usage',
      usageConfidence: 'exact',
      serviceTier: 'standard',
    })
  })

  it('is read from provider metadata for models of version 2', () => {
    const usage = { inputTokens: 21, outputTokens: 300, totalTokens: 321, cachedInputTokens: 5000 }
    const providerMetadata = { anthropic: { usage: anthropicRaw, cacheCreationInputTokens: 3000 } }
    expect(measureUsage({ ...anthropic, usage, providerMetadata }).usage).toMatchObject({
      inputTokens: 8021,
      cacheWrite1hTokens: 2000,
    })
  })

  it.each([
    [{ cachedInputTokens: 0 }, 0, 1000],
    [{ cachedInputTokens: 5000 }, 0, 6000],
    [{ cachedInputTokens: 0 }, 3000, 4000],
  ])(
    'is not taken from a fragment in the metadata: %j, %i written',
    (cached, cacheWriteInputTokens, input) => {
      // What @ai-sdk/amazon-bedrock 3 hands on.
      const usage = { inputTokens: 1000, outputTokens: 300, totalTokens: 1300, ...cached }
      const providerMetadata = { bedrock: { usage: { cacheWriteInputTokens }, stopSequence: null } }
      expect(measureUsage({ provider: 'amazon-bedrock', model: 'x', usage, providerMetadata })).toMatchObject(
        { usage: { inputTokens: input, outputTokens: 300 }, usageSource: 'sdk_usage' },
      )
    },
  )

  it('is read from the response body, and from raw chunks', () => {
    const wire = { prompt_tokens: 2006, completion_tokens: 300, total_tokens: 2306 }
    const openai = { provider: 'openai.chat', model: 'gpt-4o', usage: undefined }
    const expected = {
      usage: { inputTokens: 2006, outputTokens: 300 },
      usageSource: 'wire',
      serviceTier: 'flex',
    }
    expect(measureUsage({ ...openai, body: { usage: wire, service_tier: 'flex' } })).toMatchObject(expected)
    expect(measureUsage({ ...openai, wireUsage: wire, wireTier: 'flex' })).toMatchObject(expected)
  })

  it('prices parts without a model of their own as the model that answered', () => {
    const raw = {
      ...anthropicRaw,
      iterations: [
        { type: 'message', input_tokens: 10, output_tokens: 5 },
        { type: 'advisor_message', model: 'claude-opus-4-5', input_tokens: 20, output_tokens: 7 },
      ],
    }
    const { parts } = measureUsage({ ...anthropic, usage: { inputTokens: {}, outputTokens: {}, raw } })
    expect(parts?.map((part) => part.model)).toEqual(['claude-sonnet-4-5', 'claude-opus-4-5'])
  })

  it.each([
    ['gateway.cost', { gateway: { cost: '0.0123' } }, '0.0123'],
    ['openrouter.usage.cost', { openrouter: { usage: { cost: 0.5 } } }, 0.5],
    ['an explicit 0', { gateway: { cost: '0' } }, '0'],
    ['an exponent', { gateway: { cost: '7.5e-7' } }, 7.5e-7],
    ['gateway.marketCost with a key of one’s own', { gateway: { cost: '0', marketCost: '0.02' } }, '0.02'],
    [
      'openrouter.usage.cost where upstream billed the same',
      { openrouter: { usage: { cost: 0.5, costDetails: { upstreamInferenceCost: 0.5 } } } },
      0.5,
    ],
    [
      'nothing where a key of one’s own may have paid more',
      { openrouter: { usage: { cost: 0.000625, costDetails: { upstreamInferenceCost: 0.0125 } } } },
      undefined,
    ],
    [
      'nothing for what is no amount',
      { gateway: { cost: 'free' }, openrouter: { usage: { cost: -1 } } },
      undefined,
    ],
  ])('takes the reported cost from %s', (_name, providerMetadata, cost) => {
    const usage = { inputTokens: 1, outputTokens: 1 }
    const measured = measureUsage({ provider: 'gateway', model: 'x', usage, providerMetadata })
    expect(measured.reportedCostUsd).toBe(cost)
  })

  it('holds a key of one’s own against OpenRouter’s own word, not its fee', () => {
    const raw = {
      prompt_tokens: 1000,
      completion_tokens: 1000,
      cost: 0.000625,
      is_byok: true,
      cost_details: { upstream_inference_cost: 0.0125 },
    }
    const providerMetadata = {
      openrouter: { usage: { cost: 0.000625, costDetails: { upstreamInferenceCost: 0.0125 } } },
    }
    const usage = { inputTokens: {}, outputTokens: {}, raw }
    const openrouter = { provider: 'openrouter', model: 'openai/gpt-4o', providerMetadata }
    expect(measureUsage({ ...openrouter, usage }).reportedCostUsd).toBe('0.013125')
    const { cost_details: _unknown, ...half } = raw
    expect(measureUsage({ ...openrouter, usage: { ...usage, raw: half } }).reportedCostUsd).toBeUndefined()
  })

  it('is an estimate where the gateway names the market’s price only', () => {
    const usage = { inputTokens: 1, outputTokens: 1 }
    const providerMetadata = { gateway: { cost: '0', marketCost: '0.02' } }
    expect(measureUsage({ provider: 'gateway', model: 'x', usage, providerMetadata }).usageConfidence).toBe(
      'estimated',
    )
  })

  it('stays unknown where nobody tells it, and is never 0', () => {
    for (const usage of [
      undefined,
      null,
      {},
      { inputTokens: undefined, outputTokens: undefined },
      { tokens: Number.NaN },
    ])
      expect(measureUsage({ ...anthropic, usage })).toMatchObject({
        usage: undefined,
        usageSource: 'missing',
        flags: [],
      })
  })

  it.each([{ promptTokens: 10, completionTokens: 5 }, { units: { in: 10 } }, 'many', 42, [1, 2]])(
    'of an unknown shape is flagged: %j',
    (usage) => {
      const measured = measureUsage({ provider: 'someone', model: 'x', usage })
      expect(measured).toMatchObject({ usage: undefined, flags: ['usage_shape_unknown'] })
    },
  )
})
