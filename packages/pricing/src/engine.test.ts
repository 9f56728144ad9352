import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCostCalculator, type PriceEntry } from './engine.ts'
import { createPriceBook } from './index.ts'

const price: PriceEntry = {
  provider: 'acme',
  model: 'rocket',
  prices: { input: 3, output: 15, cacheRead: '0.3', cacheWrite: '3.75', units: { webSearch: '0.01' } },
  tiers: [
    { aboveInputTokens: 400_000, prices: { input: 9 } },
    { aboveInputTokens: 200_000, prices: { input: 6, output: '22.5' } },
  ],
  serviceTiers: { batch: { multiplier: '0.5' } },
  regions: { regional: { multiplier: '1.1' } },
}

describe('createCostCalculator', () => {
  it('costs what a price book with that price costs', () => {
    const calculator = createCostCalculator(price)
    const book = createPriceBook({ catalog: false, overrides: [price] })
    const count = fc.integer({ min: 0, max: 500_000 })
    const call = fc.record({
      usage: fc.record({
        inputTokens: count,
        outputTokens: count,
        cacheReadTokens: fc.nat(1000),
        units: fc.record({ webSearch: fc.nat(5) }),
      }),
      serviceTier: fc.constantFrom(undefined, 'default', 'batch', 'flex'),
      region: fc.constantFrom(undefined, 'eu-west-1', 'global'),
      reportedCostUsd: fc.constantFrom(undefined, '0.0123'),
    })
    fc.assert(
      fc.property(call, (drawn) => {
        const { inputTokens, cacheReadTokens } = drawn.usage
        const one = { ...drawn, usage: { ...drawn.usage, inputTokens: inputTokens + cacheReadTokens } }
        const expected = book.calculate({ provider: 'acme', model: 'rocket', ...one })
        expect(JSON.parse(JSON.stringify(calculator.calculate(one)))).toEqual(
          JSON.parse(JSON.stringify(expected)),
        )
      }),
    )
  })

  it.each<[string, NonNullable<PriceEntry['serviceTiers']>, string, string, string[]]>([
    ['openai', { priority: { multiplier: 2 } }, '0.002', 'priority', []],
    ['openai', { priority: { multiplier: 2 }, fast: { multiplier: 3 } }, '0.003', 'fast', []],
    ['acme', { priority: { multiplier: 2 } }, '0.001', 'standard', ['service_tier_price_missing']],
  ])('reads the fast mode of %s at %j as a price book does', (provider, serviceTiers, usd, tier, flags) => {
    const entry = { provider, model: 'rocket', prices: { input: 1, output: 1 }, serviceTiers }
    const call = { usage: { inputTokens: 1000, outputTokens: 0 }, serviceTier: 'Fast' }
    const book = createPriceBook({ catalog: false, overrides: [entry] })
    for (const cost of [
      createCostCalculator(entry).calculate(call),
      book.calculate({ provider, model: 'rocket', ...call }),
    ]) {
      expect([cost.exactUsd, cost.pricing.serviceTier, cost.flags]).toEqual([usd, tier, flags])
    }
  })

  it('refuses a bad price and bad counts', () => {
    const usage = { inputTokens: 1, outputTokens: 1 }
    const unread = createCostCalculator({ ...price, prices: { input: 'x', output: 1 } })
    expect(() => unread.calculate({ usage })).toThrow('price.input')
    const noPrices = [{ aboveInputTokens: 1 }] as unknown as NonNullable<PriceEntry['tiers']>
    const noTier = createCostCalculator({ ...price, tiers: noPrices })
    expect(() => noTier.calculate({ usage: { inputTokens: 2, outputTokens: 1 } })).toThrow(
      'price.tiers: null',
    )
    const noBatch = createCostCalculator({
      ...price,
      serviceTiers: { batch: null as unknown as { input: number } },
    })
    expect(() => noBatch.calculate({ usage, serviceTier: 'batch' })).toThrow('No prices')
    expect(() => createCostCalculator(price).calculate({ usage: { inputTokens: -1 } })).toThrow(
      'usage.inputTokens',
    )
  })
})
