import { describe, expectTypeOf, it } from 'vitest'
import {
  calculateLlmCost,
  createPriceBook,
  type CostCalculation,
  type PriceBook,
  type TokenPrices,
  TokentollError,
} from './index.ts'

describe('types', () => {
  it('of the entry points', () => {
    expectTypeOf(calculateLlmCost).parameters.toEqualTypeOf<[string, string, number, number]>()
    expectTypeOf(calculateLlmCost).returns.resolves.toEqualTypeOf<CostCalculation>()
    expectTypeOf(createPriceBook).returns.toEqualTypeOf<PriceBook>()
    expectTypeOf<PriceBook['calculate']>().returns.toEqualTypeOf<CostCalculation>()
  })

  it('narrow an unknown error', () => {
    const error: unknown = undefined
    if (TokentollError.isInstance(error)) expectTypeOf(error.code).toEqualTypeOf<string>()
  })

  it('refuse a unit or a price that does not exist', () => {
    // @ts-expect-error no such unit
    const units: TokenPrices['units'] = { lunches: 1 }
    // @ts-expect-error no such kind of token
    const prices: TokenPrices = { input: 1, output: 1, thoughts: 1 }
    expectTypeOf(prices.units).toEqualTypeOf(units)
  })
})
