import { catalog } from '@tokentoll/catalog'
import { describe, expect, it } from 'vitest'
import { createPriceBook, type PriceEntry } from '../index.ts'
import { acme, acmeBook, book, rocket } from '../__fixtures__/acme.ts'

describe('overrides', () => {
  it('win over the catalogue, also for dated ids of the same model', () => {
    const own = createPriceBook({
      overrides: [{ provider: 'openai', model: 'gpt-4o', prices: { input: 2, output: 8, cacheRead: 1 } }],
    })
    const usage = { inputTokens: 1_000_000, outputTokens: 0 }
    const exact = own.calculate({ provider: 'openai', model: 'gpt-4o', usage })
    expect([exact.exactUsd, exact.pricing.matchedBy]).toEqual(['2', 'override'])
    expect(own.calculate({ provider: 'openai.chat', model: 'gpt-4o-2024-08-06', usage }).exactUsd).toBe('2')
    expect(own.calculate({ provider: 'openai', model: 'gpt-4o-mini', usage }).exactUsd).toBe('0.15')
    expect(own.version).toBe(`catalog@${catalog.version}+1`)
  })

  it.each(['gpt-4o-2024-05-13', 'GPT-4o-2024-05-13', 'openai/gpt-4o-2024-05-13'])(
    'leave %s alone, a model with a price of its own',
    (model) => {
      const usage = { inputTokens: 1_000_000, outputTokens: 0 }
      const prices = { input: 1, output: 1 }
      for (const entry of [{ model: 'gpt-4o' }, { model: 'ours', aliases: ['gpt-4o'] }]) {
        const own = createPriceBook({ overrides: [{ provider: 'openai', prices, ...entry }] })
        expect(own.calculate({ provider: 'openai', model, usage }).exactUsd).toBe('5')
        expect(own.calculate({ provider: 'openai', model: 'gpt-4o-2031-01-31', usage }).exactUsd).toBe('1')
      }
    },
  )

  it('end, and the catalogue holds again', () => {
    const own = createPriceBook({
      overrides: [
        {
          provider: 'openai',
          model: 'gpt-4o',
          prices: { input: 1, output: 1 },
          from: '2026-01-01',
          to: '2026-02-01',
        },
      ],
    })
    const price = (at: string) =>
      own.calculate({
        provider: 'openai',
        model: 'gpt-4o',
        usage: { inputTokens: 1_000_000, outputTokens: 0 },
        at: new Date(at),
      }).exactUsd
    expect(['2025-12-31', '2026-01-15', '2026-02-01'].map(price)).toEqual(['2.5', '1', '2.5'])
  })

  it('add models and providers that nobody else knows', () => {
    const usage = { inputTokens: 1000, outputTokens: 1000 }
    expect(rocket(usage)).toMatchObject({ status: 'priced', exactUsd: '0.018' })
    expect(acmeBook.calculate({ provider: 'ACME', model: 'Rocket-2026-01-01', usage }).exactUsd).toBe('0.018')
    expect(acmeBook.calculate({ provider: 'acme', model: 'rocket-mini', usage }).status).toBe('unpriced')
    expect(acmeBook.version).toBe('none+1')
    expect(acmeBook.checkedAt).toBeUndefined()
  })

  it('map deployment names', () => {
    const own = createPriceBook({ aliases: { 'prod-chat': 'gpt-4o', constructor: 'gpt-4o' } })
    const one = own.calculate({
      provider: 'azure',
      model: 'prod-chat',
      usage: { inputTokens: 1000, outputTokens: 0 },
    })
    expect(one).toMatchObject({ exactUsd: '0.0025', status: 'priced' })
    expect(one.pricing).toMatchObject({ provider: 'azure', model: 'gpt-4o', matchedBy: 'alias' })
  })

  it.each([
    'Prod-Chat',
    'prod-chat',
    ' PROD-CHAT ',
    'azure/prod-chat',
    'azure/eu/Prod-Chat',
    'deployments/models/prod-chat',
  ])('find the deployment %j as they find ids', (model) => {
    const own = createPriceBook({ aliases: { 'Prod-Chat': 'gpt-4o-mini', 'gpt-4o': 'gpt-4o-mini' } })
    const usage = { inputTokens: 1_000_000, outputTokens: 0 }
    const price = (id: string) => own.calculate({ provider: 'azure', model: id, usage })
    expect(price(model)).toMatchObject({ status: 'priced', exactUsd: '0.15' })
    expect(price('azure/GPT-4o').exactUsd).toBe('0.15')
    expect(price('gpt-4o-2024-08-06').exactUsd).toBe('2.5')
    expect(price('prod-chat-2').status).toBe('unpriced')
  })

  it('refuse two deployments that differ in case only', () => {
    expect(() => createPriceBook({ aliases: { Prod: 'gpt-4o', PROD: 'gpt-4' } })).toThrow(
      expect.objectContaining({ code: 'overlay_invalid', field: 'aliases.PROD' }),
    )
    expect(() => createPriceBook({ aliases: { prod: '' } })).toThrow(
      expect.objectContaining({ code: 'id_empty', field: 'aliases.prod' }),
    )
  })

  it('take a fraction of picodollars for a price that does not end', () => {
    const third = createPriceBook({
      catalog: false,
      overrides: [
        { provider: 'acme', model: 'a', prices: { input: { pico: 1_000_000, per: 12 }, output: 0 } },
      ],
    })
    const one = third.calculate({
      provider: 'acme',
      model: 'a',
      usage: { inputTokens: 12_000_000, outputTokens: 0 },
    })
    expect([one.exactUsd, one.lineItems[0]?.unitPriceUsd]).toEqual(['1', '250000/3 pUSD'])
    expect(
      third.calculate({ provider: 'acme', model: 'a', usage: { inputTokens: 1, outputTokens: 0 } })
        .inputPicoUsd,
    ).toBe(83_333)
  })
})

describe('unknown models', () => {
  const request = { provider: 'nobody', model: 'nothing', usage: { inputTokens: 1000, outputTokens: 1000 } }
  it('are unpriced by default', () => {
    expect(book.calculate(request)).toMatchObject({
      status: 'unpriced',
      isEstimated: true,
      totalPicoUsd: 0,
      lineItems: [],
      flags: [],
    })
  })

  it('cost the fallback price when one is given, as an estimate', () => {
    const careful = createPriceBook({ fallback: { kind: 'estimate', prices: { input: 10, output: 30 } } })
    expect(careful.calculate(request)).toMatchObject({
      status: 'estimated',
      isEstimated: true,
      exactUsd: '0.04',
    })
    expect(careful.calculate(request).pricing).toMatchObject({
      provider: 'nobody',
      model: 'nothing',
      matchedBy: 'fallback',
    })
  })

  it('still have their counts checked', () => {
    expect(() => book.calculate({ ...request, usage: { inputTokens: -1 } })).toThrow('usage.inputTokens')
  })
})

describe('a calculation', () => {
  const one = rocket({ inputTokens: 1000, outputTokens: 100 })
  it('does not change with the usage it was made from', () => {
    const usage = { inputTokens: 1000, outputTokens: 100 }
    const kept = rocket(usage)
    usage.inputTokens = 9
    expect(kept.lineItems[0]).toMatchObject({ quantity: 1000, amountPicoUsd: 3_000_000_000 })
  })

  it('goes into JSON whole', () => {
    expect(JSON.parse(JSON.stringify(one))).toMatchObject({
      exactUsd: '0.0045',
      totalCostUsd: 0.0045,
      pricing: { model: 'rocket' },
    })
  })

  it('names its price stably, and anew when any price changes', () => {
    const version = (entry: PriceEntry) =>
      createPriceBook({ catalog: false, overrides: [entry] }).calculate({
        provider: 'acme',
        model: 'rocket',
        usage: { inputTokens: 1, outputTokens: 1 },
      }).pricing.priceVersion
    expect(version(acme)).toBe(one.pricing.priceVersion)
    expect(version({ ...acme, source: 'elsewhere', aliases: ['r2'] })).toBe(one.pricing.priceVersion)
    expect(version({ ...acme, prices: { ...acme.prices, cacheRead: '0.31' } })).not.toBe(
      one.pricing.priceVersion,
    )
  })

  it('keeps a bounded memory of ids', () => {
    const one = createPriceBook()
    for (let index = 0; index < 20_000; index += 1) {
      one.calculate({
        provider: 'openai',
        model: `gpt-4o-v${index}`,
        usage: { inputTokens: 1, outputTokens: 1 },
      })
    }
    for (let index = 0; index < 100; index += 1) {
      const cost = one.calculate({
        provider: `proxy-${index}`,
        model: 'gpt-4o',
        usage: { inputTokens: 1, outputTokens: 1 },
      })
      expect(cost.pricing.provider).toBe(`proxy-${index}`)
    }
    expect(
      one.calculate({ provider: 'openai', model: 'gpt-4o', usage: { inputTokens: 1, outputTokens: 1 } })
        .status,
    ).toBe('priced')
  })
})

describe('explain', () => {
  it('tells a person how a model is priced', () => {
    expect(book.explain('gpt-5.4-2026-03-05', 'openai'))
      .toBe(`openai gpt-5.4-2026-03-05: priced as openai gpt-5.4 (matched by alias)
  USD per 1M tokens; units per one
  now: always
    input 2.5, cacheRead 0.25, output 15, webSearch 0.01, fileSearch 0.0025, codeExecution 0.03
    batch: times 0.5
    flex: times 0.5
    priority: input 5, cacheRead 0.5, output 30
    region regional: times 1.1
    from 272000 input tokens: input 5, cacheRead 0.5, output 22.5
    source: https://developers.openai.com/api/docs/pricing`)
    expect(book.explain('no-such-model')).toContain('no price')
    expect(book.explain('claude-sonnet-5-9', 'anthropic')).toContain('an estimate')
    expect(book.explain('deepseek-flash', 'deepseek')).toContain(
      '01:00 to 04:00 UTC on weekdays 1, 2, 3, 4, 5',
    )
    expect(book.explain('gpt-4o')).toContain('priced as openai gpt-4o')
    expect(book.explain('anthropic.claude-3-haiku-20240307-v1:0', 'amazon-bedrock')).toContain(
      '    region regional: the standard price\n',
    )
  })
})
