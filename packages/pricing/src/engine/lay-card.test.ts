import { describe, expect, it } from 'vitest'
import { bookOf } from '../__fixtures__/acme.ts'
import { createPriceBook, type CostRequest, type PriceEntry, type Usage } from '../index.ts'

function price(entry: Partial<PriceEntry>, usage: Usage, rest: Partial<CostRequest> = {}) {
  const one = bookOf(entry).calculate({ provider: 'acme', model: 'a', usage, ...rest })
  return [one.exactUsd, one.flags]
}
const million = { inputTokens: 1_000_000, outputTokens: 0 }
const cached = { ...million, cacheReadTokens: 1_000_000 }

describe('a region', () => {
  const prices = { input: 2, output: 8, cacheRead: '0.2' }
  const regions = { eu: { input: 3 }, us: { multiplier: '1.1' } }
  it.each([
    ['eu', million, '3'],
    ['eu', cached, '0.2'],
    ['us', million, '2.2'],
    ['us', cached, '0.22'],
  ])('%s changes what it names, at the standard tier', (region, usage, expected) => {
    expect(price({ prices, regions }, usage, { region })).toEqual([expected, []])
  })

  it('leaves a service tier that is a factor its factor', () => {
    const entry = { prices, regions, serviceTiers: { batch: { multiplier: '0.5' } } }
    expect(price(entry, million, { region: 'eu', serviceTier: 'batch' })).toEqual(['1.5', []])
    expect(price(entry, cached, { region: 'eu', serviceTier: 'batch' })).toEqual(['0.1', []])
    expect(price(entry, million, { region: 'us', serviceTier: 'batch' })).toEqual(['1.1', []])
  })

  it('leaves tiers with prices of their own those prices, in proportion, and says so', () => {
    const entry = {
      prices,
      regions,
      serviceTiers: { priority: { input: 4 } },
      tiers: [{ aboveInputTokens: 200_000, prices: { input: 5, cacheRead: '0.5' } }],
    }
    const small = { inputTokens: 100_000, outputTokens: 0 }
    const eu = { region: 'eu' }
    expect(price(entry, small, { ...eu, serviceTier: 'priority' })).toEqual(['0.6', ['region_price_missing']])
    expect(price(entry, million, eu)).toEqual(['7.5', ['region_price_missing']])
    expect(price(entry, cached, eu)).toEqual(['0.5', ['region_price_missing']])
    expect(price(entry, million, { region: 'us' })).toEqual(['5.5', []])
    expect(price(entry, cached, { region: 'us' })).toEqual(['0.55', []])
  })

  it('does not make a free model dear', () => {
    const entry = {
      prices: { input: 0, output: 0 },
      regions: { eu: { input: 3 } },
      serviceTiers: { fast: { input: 1 } },
    }
    expect(price(entry, million, { region: 'eu' })).toEqual(['3', []])
    expect(price(entry, million, { region: 'eu', serviceTier: 'fast' })).toEqual([
      '1',
      ['region_price_missing'],
    ])
  })
})

describe('a context tier without a price for caching', () => {
  const prices = { input: 3, output: 15, cacheRead: '0.3', cacheWrite: '3.75', cacheWrite1h: 6 }
  const tier = { aboveInputTokens: 200_000, prices: { input: 6, output: '22.5' } }

  it('raises it as it raises the input, and says so', () => {
    const entry = { prices, tiers: [tier] }
    expect(price(entry, cached)).toEqual(['0.6', ['cache_read_price_missing']])
    expect(price(entry, { ...million, cacheWriteTokens: 1_000_000 })).toEqual([
      '7.5',
      ['cache_write_price_missing'],
    ])
    expect(price(entry, { ...million, cacheWriteTokens: 1_000_000, cacheWrite1hTokens: 1_000_000 })).toEqual([
      '12',
      ['cache_write_1h_price_missing'],
    ])
    expect(price(entry, million)).toEqual(['6', []])
  })

  it('costs the same on the short and on the general way', () => {
    const usage = { inputTokens: 400_000, outputTokens: 10, cacheReadTokens: 300_000 }
    const entry = { prices, tiers: [tier] }
    expect(price(entry, { ...usage, units: {} })).toEqual(price(entry, usage))
  })

  it('keeps a price of its own, a factor, and what is free', () => {
    const tiers = (own: object) => [{ ...tier, prices: { ...tier.prices, ...own } }]
    expect(price({ prices, tiers: tiers({ cacheRead: 1 }) }, cached)).toEqual(['1', []])
    expect(price({ prices, tiers: tiers({ multiplier: 3 }) }, cached)).toEqual(['0.9', []])
    expect(price({ prices: { ...prices, cacheRead: 0 }, tiers: [tier] }, cached)).toEqual(['0', []])
  })

  it('takes the price of a service tier where there is one', () => {
    const serviceTiers = { batch: { cacheRead: '0.2' }, flex: { multiplier: '0.5' } }
    const entry = { prices, tiers: [{ ...tier, serviceTiers }] }
    expect(price(entry, cached, { serviceTier: 'batch' })).toEqual(['0.2', []])
    expect(price(entry, cached, { serviceTier: 'flex' })).toEqual(['0.3', ['cache_read_price_missing']])
  })

  it('raises reasoning with the output', () => {
    const entry = { prices: { ...prices, reasoning: 20 }, tiers: [tier] }
    const usage = { inputTokens: 300_000, outputTokens: 1_000_000, reasoningTokens: 1_000_000 }
    expect(price(entry, usage)).toEqual(['31.8', ['modality_price_missing']])
  })
})

describe('factors', () => {
  const charge = (factors: readonly string[], usage: Usage = million) =>
    createPriceBook({
      catalog: false,
      overrides: [{ provider: 'acme', model: 'a', prices: { input: '2.000001', output: '9.999999' } }],
      tenants: factors.map((multiplier) => ({ multiplier })),
    }).calculate({ provider: 'acme', model: 'a', usage })

  it('are exact as long as their product can be held', () => {
    expect(charge(['1.123456', '0.987654']).exactUsd).toBe('2.219172734034')
  })

  it('are rounded once, half to even, where it cannot, and never throw', () => {
    const one = charge(['1.123456789012345', '0.987654321098765', '1.000000000000001'])
    // 2.000001 × 1.123456789012345 × 0.987654321098765 × 1.000000000000001 is 2.2191750140585…
    expect(one.status).toBe('priced')
    expect(one.exactUsd).toBe('2.219175014059')
    expect(one.lineItems[0]?.amountPicoUsd).toBe(one.totalPicoUsd)
  })

  it('beyond all bounds refuse the call that uses them, as any call above 9,007 USD', () => {
    const factors = ['999999999999', '999999999999', '2']
    expect(charge(factors, { inputTokens: 0, outputTokens: 0 }).exactUsd).toBe('0')
    expect(() => charge(factors)).toThrow(expect.objectContaining({ code: 'cost_out_of_range' }))
  })

  it('with more digits than can be held are refused when the book is made', () => {
    expect(() => createPriceBook({ tenants: [{ multiplier: '1.12345678901234567' }] })).toThrow(
      expect.objectContaining({ code: 'price_too_precise', field: 'tenants[0].multiplier' }),
    )
  })
})
