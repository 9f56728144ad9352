import type { PriceLayer, PriceValue, TokenPriceKey, TokenPrices } from '../types.ts'
import {
  layPrices,
  multiplyRates,
  OUTPUT_KEYS,
  parseTokenPrice,
  type Rates,
  ratesOf,
  TOKEN_PRICE_KEYS,
} from './rate-card.ts'
import { applyFactors, type Rate, scaleRate } from './rate.ts'

/** The layers of one entry that a choice is made of. */
export interface CardLayers {
  readonly field: string
  readonly base: TokenPrices
  readonly tier: PriceLayer | undefined
  readonly service: PriceLayer | undefined
  readonly regional: PriceLayer | undefined
  readonly factors: readonly PriceValue[]
}

/** The rates of a choice, and which of them no layer names. */
export interface LaidRates extends Rates {
  readonly guessed: readonly TokenPriceKey[]
  readonly isRegionGuessed: boolean
}

/**
 * Lays the layers of an entry over each other, kind of token by kind of token: a region changes the standard
 * prices, a context tier and a service tier lie over those, and a factor of the region is for all of them.
 *
 * Two things an entry may leave open are inferred in proportion, and marked as guesses: what a context tier says
 * nothing about (caching rises as the input does), and a region's price of a kind for which the tier has one too.
 */
export function layCard({ field, base, tier, service, regional = {}, factors }: CardLayers): LaidRates {
  const rates = ratesOf(base, field)
  layPrices(rates, { ...regional, multiplier: undefined }, field)
  const guessed = tier === undefined ? new Set<TokenPriceKey>() : layTier(rates, base, tier, field)
  if (service !== undefined) layPrices(rates, service, field)
  let isRegionGuessed = false
  for (const key of TOKEN_PRICE_KEYS) {
    const rate = rates.tokens[key]
    if (rate === undefined) continue
    if (service?.[key] !== undefined) guessed.delete(key)
    const own = regional[key]
    if (own === undefined) {
      if (regional.multiplier === undefined) continue
      rates.tokens[key] = applyFactors(rate, [regional.multiplier], `${field}.multiplier`)
    } else if (tier?.[key] !== undefined || service?.[key] !== undefined) {
      rates.tokens[key] = inProportion(rate, parseTokenPrice(own, field), base, key, field)
      isRegionGuessed = true
    }
  }
  multiplyRates(rates, factors, `${field}.multiplier`)
  return { ...rates, guessed: [...guessed], isRegionGuessed }
}

/** Lays a context tier over rates and returns the kinds of tokens that it says nothing about. */
function layTier(rates: Rates, base: TokenPrices, tier: PriceLayer, field: string): Set<TokenPriceKey> {
  const guessed = new Set<TokenPriceKey>()
  layPrices(rates, tier, `${field}.tiers`)
  if (tier.multiplier !== undefined) return guessed
  for (const key of TOKEN_PRICE_KEYS) {
    const rate = rates.tokens[key]
    const side = OUTPUT_KEYS.test(key) ? 'output' : 'input'
    const changed = tier[side]
    if (rate === undefined || key === side || tier[key] !== undefined || changed === undefined) continue
    rates.tokens[key] = inProportion(rate, parseTokenPrice(changed, field), base, side, field)
    guessed.add(key)
  }
  return guessed
}

/** A rate as it changes when the price of a key changes from that of the base; free stays as it is. */
function inProportion(rate: Rate, changed: Rate, base: TokenPrices, key: TokenPriceKey, field: string): Rate {
  const price = base[key]
  const { pico, per } = price === undefined ? changed : parseTokenPrice(price, field)
  if (pico === 0) return rate
  return scaleRate(rate, BigInt(changed.pico) * BigInt(per), BigInt(changed.per) * BigInt(pico))
}
