import { describe, expect, it } from 'vitest'
import { createPriceBook, type Usage } from '../index.ts'
import { cost, rocket } from '../__fixtures__/acme.ts'

describe('cache', () => {
  it('prices each bucket once', () => {
    const usage = {
      inputTokens: 10_000,
      outputTokens: 100,
      cacheReadTokens: 5000,
      cacheWriteTokens: 3000,
      cacheWrite1hTokens: 1000,
    }
    const { lineItems, exactUsd, totalPicoUsd } = rocket(usage)
    expect(
      lineItems.map(({ component, quantity, unitPriceUsd }) => [component, quantity, unitPriceUsd]),
    ).toEqual([
      ['input', 2000, '0.000003'],
      ['cache_read', 5000, '0.0000003'],
      ['cache_write', 2000, '0.00000375'],
      ['cache_write_1h', 1000, '0.000006'],
      ['output', 100, '0.000015'],
    ])
    expect(exactUsd).toBe('0.0225')
    expect(lineItems.reduce((sum, item) => sum + item.amountPicoUsd, 0)).toBe(totalPicoUsd)
  })

  it('takes the input rate for a missing cache price, and says so', () => {
    const one = cost('openai', 'gpt-4', {
      inputTokens: 1000,
      outputTokens: 0,
      cacheReadTokens: 400,
      cacheWriteTokens: 100,
    })
    expect(one.exactUsd).toBe('0.03')
    expect(one.flags).toEqual(['cache_read_price_missing', 'cache_write_price_missing'])
    expect(one.status).toBe('estimated')
    expect(cost('openai', 'gpt-4', { inputTokens: 1000, outputTokens: 0 }).status).toBe('priced')
  })

  it('takes the dearer of write and input rate for a missing one-hour price', () => {
    const entry = { provider: 'acme', model: 'a', prices: { input: 1, output: 1, cacheWrite: '1.25' } }
    const one = createPriceBook({ catalog: false, overrides: [entry] }).calculate({
      provider: 'acme',
      model: 'a',
      usage: { inputTokens: 1000, outputTokens: 0, cacheWriteTokens: 1000, cacheWrite1hTokens: 1000 },
    })
    expect(one.exactUsd).toBe('0.00125')
    expect(one.flags).toEqual(['cache_write_1h_price_missing'])
  })

  it('keeps an explicit 0 apart from a missing price', () => {
    const entry = { provider: 'acme', model: 'a', prices: { input: 1, output: 1, cacheRead: 0 } }
    const one = createPriceBook({ catalog: false, overrides: [entry] }).calculate({
      provider: 'acme',
      model: 'a',
      usage: { inputTokens: 1000, outputTokens: 0, cacheReadTokens: 1000 },
    })
    expect([one.exactUsd, one.flags]).toEqual(['0', []])
  })
})

describe('parts and totals', () => {
  it.each<[Usage, string]>([
    [{ inputTokens: 10, outputTokens: 0, cacheReadTokens: 20 }, 'usage.inputTokens'],
    [{ inputTokens: 100, outputTokens: 0, cacheReadTokens: 80, cacheWriteTokens: 60 }, 'usage.inputTokens'],
    [{ inputTokens: 100, outputTokens: 10, reasoningTokens: 50 }, 'usage.outputTokens'],
    [
      { inputTokens: 100, outputTokens: 0, cacheWriteTokens: 40, cacheWrite1hTokens: 60 },
      'usage.cacheWriteTokens',
    ],
    [{ inputTokens: 5, outputTokens: 0, inputAudioTokens: 6 }, 'usage.inputTokens'],
    [
      { inputTokens: 9, outputTokens: 0, cacheReadTokens: 1, cacheReadAudioTokens: 2 },
      'usage.cacheReadTokens',
    ],
  ])('refuses parts above their total: %j', (usage, field) => {
    expect(() => rocket(usage)).toThrow(expect.objectContaining({ code: 'usage_invalid', field }))
  })

  it('takes a total that nobody gave for the sum of its parts', () => {
    expect(
      rocket({ inputTokens: 100, outputTokens: 0, cacheWrite1hTokens: 60 }).lineItems.map((item) => [
        item.component,
        item.quantity,
      ]),
    ).toEqual([
      ['input', 40],
      ['cache_write_1h', 60],
    ])
  })

  it('books what is known when usage is incomplete, as an estimate', () => {
    expect(rocket({ inputTokens: 1000 })).toMatchObject({
      status: 'estimated',
      exactUsd: '0.003',
      flags: ['usage_missing'],
    })
    expect(rocket({})).toMatchObject({ status: 'estimated', exactUsd: '0', flags: ['usage_missing'] })
    expect(rocket({ cacheReadTokens: 1000, outputTokens: 0 })).toMatchObject({
      exactUsd: '0.0003',
      flags: ['usage_missing'],
    })
    expect(cost('openai', 'text-embedding-3-small', { inputTokens: 1000 })).toMatchObject({
      status: 'priced',
      exactUsd: '0.00002',
      flags: [],
    })
  })

  it('does not count reasoning twice', () => {
    const plain = cost('openai', 'o3', { inputTokens: 1000, outputTokens: 1000 })
    expect(
      cost('openai', 'o3', { inputTokens: 1000, outputTokens: 1000, reasoningTokens: 900 }).exactUsd,
    ).toBe(plain.exactUsd)
  })

  it('splits reasoning and citations only where they have a price of their own', () => {
    const usage = { inputTokens: 1000, outputTokens: 1000, reasoningTokens: 600, citationTokens: 100 }
    const one = cost('perplexity', 'sonar-deep-research', { ...usage, units: { webSearch: 3 } })
    expect(one.lineItems.map((item) => [item.component, item.quantity])).toEqual([
      ['input', 1000],
      ['output', 300],
      ['reasoning', 600],
      ['citation', 100],
      ['webSearch', 3],
    ])
    expect(one.exactUsd).toBe('0.0214')
  })
})

describe('modalities and units', () => {
  it('prices audio and images apart from text', () => {
    const audio = cost('openai', 'gpt-4o-audio-preview', {
      inputTokens: 1000,
      outputTokens: 500,
      inputAudioTokens: 600,
      outputAudioTokens: 400,
    })
    expect(audio.exactUsd).toBe('0.058')
    const image = cost('google', 'gemini-2.5-flash-image', {
      inputTokens: 100,
      outputTokens: 1390,
      outputImageTokens: 1290,
    })
    expect(image.exactUsd).toBe('0.03898')
    expect(image.flags).toEqual([])
  })

  it.each(['gpt-image-1', 'gpt-image-1-mini', 'gpt-image-1.5'])(
    'prices the output of %s, however much of it is said to be images',
    (model) => {
      for (const usage of [
        { inputTokens: 0, outputTokens: 4160, outputImageTokens: 4160 },
        { inputTokens: 0, outputTokens: 4160 },
        { outputImageTokens: 4160 },
      ]) {
        expect(cost('openai', model, usage).outputPicoUsd).toBeGreaterThan(4160 * 7_000_000)
      }
      const images = cost('openai', model, { units: { imageOutput: 1 } })
      expect(images).toMatchObject({ status: 'estimated', flags: ['unit_price_missing'] })
    },
  )

  it('counts media tokens that were cached as cached', () => {
    const one = cost('openai', 'gpt-realtime', {
      inputTokens: 1000,
      outputTokens: 0,
      cacheReadTokens: 800,
      cacheReadAudioTokens: 300,
      inputAudioTokens: 400,
    })
    expect(one.lineItems.map((item) => [item.component, item.quantity])).toEqual([
      ['input', 100],
      ['cache_read', 500],
      ['input_audio', 100],
      ['cache_read_audio', 300],
    ])
  })

  it('takes the text rate for a modality without a price: silently where the provider bills it so, else flagged', () => {
    expect(
      cost('google', 'gemini-2.5-pro', { inputTokens: 1000, outputTokens: 0, inputImageTokens: 500 }).flags,
    ).toEqual([])
    const flagged = rocket({ inputTokens: 1000, outputTokens: 100, outputAudioTokens: 50 })
    expect(flagged).toMatchObject({ exactUsd: '0.0045', flags: ['modality_price_missing'] })
  })

  it('prices searches, seconds, characters and pages', () => {
    expect(rocket({ inputTokens: 0, outputTokens: 0, units: { webSearch: 3 } }).exactUsd).toBe('0.03')
    expect(cost('openai', 'whisper-1', { units: { audioSecondInput: 61.5 } })).toMatchObject({
      exactUsd: '0.00615',
      flags: [],
      status: 'priced',
    })
    expect(cost('openai', 'tts-1', { units: { characterInput: 4096 } }).exactUsd).toBe('0.06144')
    expect(
      cost('mistral', 'mistral-ocr-2512', { units: { pageInput: 12, annotatedPageInput: 1 } }).exactUsd,
    ).toBe('0.027')
    expect(cost('cohere', 'rerank-v3.5', { units: { rerankSearch: 2 } }).exactUsd).toBe('0.004')
    // 0.111 USD an hour does not end as a price by the second; the amount is rounded once.
    expect(cost('groq', 'whisper-large-v3', { units: { audioSecondInput: 10 } }).exactUsd).toBe(
      '0.000308333333',
    )
  })

  it.each([
    ['openai', 'sora-2'],
    ['openai', 'whisper-1'],
    ['openai', 'dall-e-3'],
    ['openai', 'tts-1'],
    ['cohere', 'rerank-v3.5'],
  ])('does not take %s %s for free when only tokens are known', (provider, model) => {
    for (const units of [undefined, {}]) {
      expect(cost(provider, model, { inputTokens: 100, outputTokens: 100, units })).toMatchObject({
        status: 'estimated',
        exactUsd: '0',
        flags: ['usage_missing'],
      })
    }
  })

  it('flags a unit without a price instead of taking it for free', () => {
    expect(rocket({ inputTokens: 1, outputTokens: 1, units: { fileSearch: 1 } })).toMatchObject({
      status: 'estimated',
      isEstimated: true,
      flags: ['unit_price_missing'],
    })
  })

  it('prices a machine of your own by the second', () => {
    const own = createPriceBook({
      overrides: [
        {
          provider: 'vllm',
          model: '*',
          prices: { input: 0, output: 0, units: { computeSecond: '0.000694' } },
        },
      ],
    })
    const one = own.calculate({
      provider: 'vllm',
      model: 'llama-9',
      usage: { inputTokens: 900, outputTokens: 90, units: { computeSecond: 2.5 } },
    })
    expect(one).toMatchObject({ status: 'priced', exactUsd: '0.001735' })
    expect(
      cost('ollama', 'llama-9', { inputTokens: 900, outputTokens: 90, cacheReadTokens: 10 }),
    ).toMatchObject({ status: 'priced', exactUsd: '0', flags: [] })
  })
})
