import {
  type CostCalculation,
  type CostRequest,
  createPriceBook,
  type PriceBook,
  type PriceEntry,
  type Usage,
} from '../index.ts'

/** The present of these tests. */
export const now: number = Date.UTC(2026, 10, 22, 12)
export const book: PriceBook = createPriceBook({ clock: () => now })

/** A call at the list prices of the catalogue. */
export function cost(
  provider: string,
  model: string,
  usage: Usage,
  rest: Partial<CostRequest> = {},
): CostCalculation {
  return book.calculate({ provider, model, usage, ...rest })
}

/** A model with a price for everything that the tests need, at round figures. */
export const acme: PriceEntry = {
  provider: 'acme',
  model: 'rocket',
  prices: {
    input: 3,
    output: 15,
    cacheRead: '0.3',
    cacheWrite: '3.75',
    cacheWrite1h: 6,
    units: { webSearch: '0.01' },
  },
  tiers: [{ aboveInputTokens: 200_000, prices: { input: 6, output: '22.5' } }],
  serviceTiers: { batch: { multiplier: '0.5' }, priority: { input: 7, output: 31 } },
  regions: { regional: { multiplier: '1.1' }, 'us-gov': { input: 4 } },
}
export const acmeBook: PriceBook = createPriceBook({
  catalog: false,
  overrides: [acme],
  clock: () => now,
})

/** A call of that model. */
export function rocket(usage: Usage, rest: Partial<CostRequest> = {}): CostCalculation {
  return acmeBook.calculate({ provider: 'acme', model: 'rocket', usage, ...rest })
}

/** A book with one entry and nothing else: `acme a` at 1 and 1 USD per 1M tokens unless it says otherwise. */
export function bookOf(entry: Partial<PriceEntry>): PriceBook {
  return createPriceBook({
    catalog: false,
    overrides: [{ provider: 'acme', model: 'a', prices: { input: 1, output: 1 }, ...entry }],
    clock: () => now,
  })
}
