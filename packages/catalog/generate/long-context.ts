import type { CatalogEntry, CatalogPrice, CatalogPrices } from '../src/types.ts'
import { timesFactor } from './decimal.ts'

/** A surcharge for long prompts that ended on a date, the same at every host that sold it. */
export interface EndedTier {
  /** Regular expression on the canonical model id. */
  readonly models: string
  readonly providers: readonly string[]
  readonly aboveInputTokens: number
  /** Factors on the standard price: input and cache alike, and output. */
  readonly inputFactor: number
  readonly outputFactor: number
  /** First UTC day without it. */
  readonly until: string
  readonly url: string
  readonly reason: string
}

/** Whether the threshold of a long-context price belongs to it, where sources and hosts say different things. */
export interface Threshold {
  /** Regular expression on the model id without its vendor. */
  readonly models: string
  readonly inputTokens: number
  readonly inclusive: boolean
  readonly url: string
  readonly reason: string
}

/** Splits a model into the time with the surcharge and the time without; what a source has of either is replaced. */
export function withEndedTier(
  entries: readonly CatalogEntry[],
  tier: EndedTier,
  date: string,
): readonly CatalogEntry[] {
  const { from: _from, to: _to, ...base } = entries[0] ?? missing()
  const prices = new Set(entries.map((entry) => JSON.stringify(entry.prices)))
  if (prices.size > 1) throw new Error(`${base.model} has other dated prices: set it by hand`)
  const { source: _source, ...past } = base
  const after: CatalogEntry = { ...base, from: tier.until, tiers: [] }
  const before: CatalogEntry = {
    ...past,
    to: tier.until,
    tiers: [
      {
        aboveInputTokens: tier.aboveInputTokens,
        inclusive: false,
        prices: dearer(base.prices, tier),
        serviceTiers: {},
      },
    ],
  }
  return tier.until <= date ? [after, before] : [before, after]
}

function dearer(prices: CatalogPrices, { inputFactor, outputFactor }: EndedTier): CatalogPrices {
  const { input, output, cacheRead, cacheWrite, cacheWrite1h } = prices
  return {
    input: times(input, inputFactor),
    output: times(output, outputFactor),
    cacheRead: times(cacheRead, inputFactor),
    cacheWrite: times(cacheWrite, inputFactor),
    cacheWrite1h: times(cacheWrite1h, inputFactor),
  }
}

function times(price: CatalogPrice | undefined, factor: number): CatalogPrice | undefined {
  return price === undefined ? undefined : timesFactor(price, factor)
}

/** Says of every host alike whether the threshold belongs to the long-context price; market places have their own. */
export function withThreshold(entry: CatalogEntry, thresholds: readonly Threshold[]): CatalogEntry {
  const name = entry.model.replace(/^.*\/|^[a-z]+\.(?=[a-z])/, '')
  const tiers = entry.tiers.map((tier) => {
    const found = thresholds.find(
      (one) => one.inputTokens === tier.aboveInputTokens && new RegExp(one.models).test(name),
    )
    return found === undefined ? tier : { ...tier, inclusive: found.inclusive }
  })
  return { ...entry, tiers }
}

function missing(): never {
  throw new Error('A model without a price')
}
