import type { FractionalPrice, PriceLayer, PriceValue, TokenPriceKey } from '../types.ts'
import type { UsageUnit } from '../usage.ts'
import { multiplyRate, parseRate, type Rate } from './rate.ts'

const TOKENS_PER_PRICE = 1_000_000

/** The kinds of tokens, in the order of line items: the input side first. */
export const TOKEN_PRICE_KEYS: readonly TokenPriceKey[] = [
  'input',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'inputAudio',
  'inputImage',
  'inputVideo',
  'cacheReadAudio',
  'cacheReadImage',
  'output',
  'reasoning',
  'citation',
  'outputAudio',
  'outputImage',
  'outputVideo',
]

/** Exact rates by kind of token and by unit. */
export interface Rates {
  readonly tokens: Readonly<Partial<Record<TokenPriceKey, Rate>>>
  readonly units: ReadonlyMap<UsageUnit, Rate>
}

/**
 * Lays price layers over each other, the last on top, into exact rates. Unlike the multiplier of a layer, which
 * is for tokens only, `factors` multiply everything.
 */
export function compileRates(
  layers: readonly PriceLayer[],
  field: string,
  factors: readonly PriceValue[] = [],
): Rates {
  const tokens: Partial<Record<TokenPriceKey, Rate>> = {}
  const units = new Map<UsageUnit, Rate>()
  for (const layer of layers) {
    for (const key of TOKEN_PRICE_KEYS) {
      const own: PriceValue | FractionalPrice | undefined = layer[key]
      const below = tokens[key]
      if (own !== undefined) tokens[key] = parseRate(own, TOKENS_PER_PRICE, `${field}.${key}`)
      else if (below !== undefined && layer.multiplier !== undefined) {
        tokens[key] = multiplyRate(below, layer.multiplier, `${field}.multiplier`)
      }
    }
    for (const [unit, price] of Object.entries(layer.units ?? {})) {
      if (price !== undefined) units.set(unit as UsageUnit, parseRate(price, 1, `${field}.units.${unit}`))
    }
  }
  for (const factor of factors) {
    for (const key of TOKEN_PRICE_KEYS) {
      const rate = tokens[key]
      if (rate !== undefined) tokens[key] = multiplyRate(rate, factor, `${field}.multiplier`)
    }
    for (const [unit, rate] of units) units.set(unit, multiplyRate(rate, factor, `${field}.multiplier`))
  }
  return { tokens, units }
}

/** Rates, and what is known of the kinds of tokens that have none. */
export interface RateCard extends Rates {
  /** Kinds of tokens that are billed like text when they have no price of their own. */
  readonly billedAsText: readonly TokenPriceKey[]
}
