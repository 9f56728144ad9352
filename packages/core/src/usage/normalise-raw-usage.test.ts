import { describe, expect, it } from 'vitest'
import { normaliseRawUsage } from './normalise-raw-usage.ts'

// Payload shapes as the providers document and send them; several are cases that other systems got wrong.
describe('OpenAI chat completions', () => {
  it('has cached tokens inside the prompt (langfuse#10592)', () => {
    expect(
      normaliseRawUsage({
        prompt_tokens: 17_903,
        completion_tokens: 5,
        total_tokens: 17_908,
        prompt_tokens_details: { cached_tokens: 17_817 },
      }),
    ).toMatchObject({
      shape: 'openai-chat',
      usage: { inputTokens: 17_903, cacheReadTokens: 17_817, outputTokens: 5 },
      flags: [],
    })
  })

  it('adds reasoning that the completion leaves out, as the total shows (xAI, Perplexity)', () => {
    const raw = {
      prompt_tokens: 32,
      completion_tokens: 9,
      total_tokens: 135,
      completion_tokens_details: { reasoning_tokens: 94 },
    }
    expect(normaliseRawUsage(raw)?.usage).toMatchObject({
      inputTokens: 32,
      outputTokens: 103,
      reasoningTokens: 94,
    })
  })

  it('leaves reasoning inside the completion where it is (posthog#71065)', () => {
    const raw = {
      prompt_tokens: 9,
      completion_tokens: 22,
      total_tokens: 31,
      completion_tokens_details: { reasoning_tokens: 21 },
    }
    expect(normaliseRawUsage(raw)?.usage).toMatchObject({ outputTokens: 22, reasoningTokens: 21 })
  })

  it('says when the total is not the sum', () => {
    expect(normaliseRawUsage({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 40 })?.flags).toEqual([
      'total_mismatch',
    ])
  })

  it('reads the cache fields of DeepSeek, Mistral and Moonshot', () => {
    const base = { prompt_tokens: 100, completion_tokens: 1, total_tokens: 101 }
    for (const field of ['prompt_cache_hit_tokens', 'num_cached_tokens', 'cached_tokens']) {
      expect(normaliseRawUsage({ ...base, [field]: 64 })?.usage.cacheReadTokens).toBe(64)
    }
  })

  it.each([
    ['OpenRouter', { cost: 0.00014 }, 0.00014],
    ['Perplexity', { cost: { total_cost: 0.006 } }, 0.006],
    ['xAI', { cost_in_usd_ticks: 12_345 }, '0.0000012345'],
    ['xAI', { cost_in_usd_ticks: 37_756_000_000 }, '3.7756000000'],
  ])('takes the cost that %s reports', (_, fields, expected) => {
    expect(normaliseRawUsage({ prompt_tokens: 1, completion_tokens: 1, ...fields })?.reportedCostUsd).toBe(
      expected,
    )
  })

  it('reads embeddings: no output is 0, not unknown', () => {
    expect(normaliseRawUsage({ prompt_tokens: 8, total_tokens: 8 })?.usage).toMatchObject({
      inputTokens: 8,
      outputTokens: 0,
    })
  })
})

describe('OpenAI responses', () => {
  it('is inclusive', () => {
    const raw = {
      input_tokens: 2006,
      input_tokens_details: { cached_tokens: 1920 },
      output_tokens: 300,
      output_tokens_details: { reasoning_tokens: 192 },
      total_tokens: 2306,
    }
    expect(normaliseRawUsage(raw)).toMatchObject({
      shape: 'openai-responses',
      usage: { inputTokens: 2006, cacheReadTokens: 1920, outputTokens: 300, reasoningTokens: 192 },
    })
  })
})

describe('Anthropic', () => {
  it('adds cache reads and writes to the input (langfuse#12306)', () => {
    const raw = {
      input_tokens: 5,
      cache_read_input_tokens: 128_955,
      cache_creation_input_tokens: 1253,
      output_tokens: 10,
    }
    expect(normaliseRawUsage(raw)).toMatchObject({
      shape: 'anthropic',
      usage: { inputTokens: 130_213, cacheReadTokens: 128_955, cacheWriteTokens: 1253 },
      flags: ['cache_write_ttl_unknown'],
    })
  })

  it('tells five-minute from one-hour writes', () => {
    const raw = {
      input_tokens: 21,
      cache_read_input_tokens: 5000,
      cache_creation_input_tokens: 3000,
      output_tokens: 300,
      service_tier: 'priority',
      cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
    }
    expect(normaliseRawUsage(raw)).toMatchObject({
      usage: { inputTokens: 8021, cacheWriteTokens: 3000, cacheWrite1hTokens: 2000 },
      serviceTier: 'priority',
      flags: [],
    })
  })

  it('takes the larger of the total and its parts (litellm#42663)', () => {
    const raw = {
      input_tokens: 1,
      cache_creation_input_tokens: 10,
      output_tokens: 1,
      cache_creation: { ephemeral_1h_input_tokens: 30 },
    }
    expect(normaliseRawUsage(raw)).toMatchObject({
      usage: { inputTokens: 31, cacheWriteTokens: 30 },
      flags: ['parts_exceed_total'],
    })
  })

  it('sums iterations, and splits them by model where they name one', () => {
    const raw = {
      input_tokens: 612,
      output_tokens: 2819,
      cache_read_input_tokens: 0,
      iterations: [
        { type: 'compaction', input_tokens: 60_385, output_tokens: 522 },
        { type: 'message', input_tokens: 612, output_tokens: 2819, model: 'claude-opus-4-5' },
      ],
    }
    expect(normaliseRawUsage(raw)).toMatchObject({
      usage: { inputTokens: 60_997, outputTokens: 3341 },
      parts: [{ model: '' }, { model: 'claude-opus-4-5', usage: { inputTokens: 612 } }],
    })
  })

  it('charges for searches that ran, not for a tool that was only declared (litellm#10384)', () => {
    const raw = { input_tokens: 1, output_tokens: 1, cache_read_input_tokens: 0 }
    expect(normaliseRawUsage({ ...raw, server_tool_use: { web_search_requests: 2 } })?.usage.units).toEqual({
      webSearch: 2,
    })
    expect(
      normaliseRawUsage({ ...raw, server_tool_use: { web_search_requests: 0 } })?.usage.units,
    ).toBeUndefined()
  })
})

describe('Gemini', () => {
  it('bills thoughts as output and tool prompts as input', () => {
    const raw = {
      promptTokenCount: 2000,
      toolUsePromptTokenCount: 6,
      cachedContentTokenCount: 1920,
      candidatesTokenCount: 108,
      thoughtsTokenCount: 192,
      totalTokenCount: 2306,
    }
    expect(normaliseRawUsage(raw)).toMatchObject({
      shape: 'google',
      usage: { inputTokens: 2006, cacheReadTokens: 1920, outputTokens: 300, reasoningTokens: 192 },
      flags: [],
    })
  })

  it('reads modalities and the served tier of Vertex', () => {
    const raw = {
      promptTokenCount: 300,
      candidatesTokenCount: 10,
      totalTokenCount: 310,
      trafficType: 'ON_DEMAND_PRIORITY',
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 42 },
        { modality: 'AUDIO', tokenCount: 258 },
      ],
    }
    expect(normaliseRawUsage(raw)).toMatchObject({
      usage: { inputAudioTokens: 258 },
      serviceTier: 'priority',
    })
  })
})

describe('others', () => {
  it('reads Bedrock Converse with lifetimes of cache writes', () => {
    const raw = {
      inputTokens: 10,
      outputTokens: 5,
      totalTokens: 345,
      cacheReadInputTokens: 300,
      cacheWriteInputTokens: 30,
      cacheDetails: [
        { ttl: '1h', inputTokens: 20 },
        { ttl: '5m', inputTokens: 10 },
      ],
    }
    expect(normaliseRawUsage(raw)).toMatchObject({
      shape: 'bedrock',
      usage: { inputTokens: 340, cacheWriteTokens: 30, cacheWrite1hTokens: 20 },
      flags: [],
    })
  })

  it('reads what Cohere bills, searches of the reranker included', () => {
    expect(
      normaliseRawUsage({
        billed_units: { input_tokens: 20, output_tokens: 4 },
        tokens: { input_tokens: 200, output_tokens: 4 },
      })?.usage,
    ).toMatchObject({ inputTokens: 20, outputTokens: 4 })
    expect(normaliseRawUsage({ billed_units: { search_units: 3 } })?.usage.units).toEqual({ rerankSearch: 3 })
  })

  it('reads Ollama', () => {
    expect(normaliseRawUsage({ prompt_eval_count: 26, eval_count: 298 })?.usage).toEqual({
      inputTokens: 26,
      outputTokens: 298,
    })
  })
})

describe('bad input', () => {
  it('knows no counts in what is no usage: unknown, never 0 tokens', () => {
    for (const raw of [undefined, null, 5, 'usage', [], {}, { spent: 12 }, { constructor: 1 }]) {
      expect(normaliseRawUsage(raw)).toBeUndefined()
    }
  })

  it('flags counts that are no counts and leaves them unknown', () => {
    for (const bad of [Number.NaN, -1, 1.5, 'many', Infinity, {}]) {
      const result = normaliseRawUsage({ prompt_tokens: bad, completion_tokens: 7 })
      expect(result).toMatchObject({
        usage: { inputTokens: undefined, outputTokens: 7 },
        flags: ['usage_invalid'],
      })
    }
  })

  it('takes whole numbers that a gateway sent as text', () => {
    expect(normaliseRawUsage({ prompt_tokens: '12', completion_tokens: '3' })?.usage).toMatchObject({
      inputTokens: 12,
      outputTokens: 3,
    })
  })

  it('does not read counts from a prototype', () => {
    expect(normaliseRawUsage(Object.create({ prompt_tokens: 9 }))?.usage.inputTokens).toBeUndefined()
  })
})

describe('gateways', () => {
  it('adds what the provider bills to the fee of a router with a key of one’s own', () => {
    const raw = { prompt_tokens: 1000, completion_tokens: 1000, total_tokens: 2000, is_byok: true }
    const billed = { ...raw, cost: 0.001, cost_details: { upstream_inference_cost: 0.0175 } }
    expect(normaliseRawUsage(billed)?.reportedCostUsd).toBe('0.0185')
    expect(normaliseRawUsage({ ...raw, cost: 0 })?.reportedCostUsd).toBeUndefined()
    const absurd = { ...raw, cost: 1e300, cost_details: { upstream_inference_cost: 1e300 } }
    expect(normaliseRawUsage(absurd)?.reportedCostUsd).toBe(`2${'0'.repeat(300)}`)
  })

  it('sees cache writes in the usage of LiteLLM', () => {
    const raw = { prompt_tokens: 10_000, completion_tokens: 1, cache_creation_input_tokens: 9000 }
    expect(normaliseRawUsage(raw)?.usage.cacheWriteTokens).toBe(9000)
    const nested = {
      prompt_tokens: 10_000,
      completion_tokens: 1,
      prompt_tokens_details: { cache_creation_tokens: 9000 },
    }
    expect(normaliseRawUsage(nested)?.usage.cacheWriteTokens).toBe(9000)
  })
})

it.each([
  ['Cohere', { prompt_tokens: 7, billed_units: { input_tokens: 1000, output_tokens: 500 } }],
  ['Gemini', { promptTokenCount: 1000, candidatesTokenCount: 500, prompt_tokens: null }],
  ['Ollama', { prompt_eval_count: 1000, eval_count: 500, prompt_tokens: undefined }],
  [
    'Anthropic',
    { input_tokens: 1000, output_tokens: 500, cache_read_input_tokens: 0, prompt_tokens: undefined },
  ],
])('is not misled by fields of OpenAI in the usage of %s', (_name, raw) => {
  expect(normaliseRawUsage(raw)?.usage).toMatchObject({ inputTokens: 1000, outputTokens: 500 })
})

it('keeps the counts above iterations that carry none', () => {
  const raw = {
    input_tokens: 100,
    output_tokens: 10,
    cache_read_input_tokens: 0,
    iterations: [{ type: 'message' }],
  }
  expect(normaliseRawUsage(raw)).toMatchObject({
    usage: { inputTokens: 100, outputTokens: 10 },
    parts: undefined,
  })
})

it('adds all entries of a modality', () => {
  const raw = {
    promptTokenCount: 50,
    candidatesTokenCount: 1,
    promptTokensDetails: [
      { modality: 'AUDIO', tokenCount: 10 },
      { modality: 'AUDIO', tokenCount: 20 },
    ],
  }
  expect(normaliseRawUsage(raw)?.usage.inputAudioTokens).toBe(30)
})
