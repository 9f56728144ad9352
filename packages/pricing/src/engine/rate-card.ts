import { refusal } from '../errors.ts'
import type { FractionalPrice, PriceLayer, PriceValue, TokenPriceKey } from '../types.ts'
import type { UsageUnit } from '../usage.ts'
import { applyFactors, parseRate, type Rate } from './rate.ts'

const TOKENS_PER_PRICE = 1_000_000

/** The kinds on the output side. */
export const OUTPUT_KEYS: RegExp = /^(?:output|reasoning|citation)/

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
  readonly tokens: Partial<Record<TokenPriceKey, Rate>>
  readonly units: Map<UsageUnit, Rate>
}

/** Lays the prices of a layer over rates: its own win, its multiplier stands for the other kinds of tokens. */
export function layPrices(rates: Rates, layer: PriceLayer, field: string): void {
  requirePrices(layer, field)
  const { tokens, units } = rates
  for (const key of TOKEN_PRICE_KEYS) {
    const own: PriceValue | FractionalPrice | undefined = layer[key]
    const below = tokens[key]
    if (own !== undefined) tokens[key] = parseTokenPrice(own, `${field}.${key}`)
    else if (below !== undefined && layer.multiplier !== undefined) {
      tokens[key] = applyFactors(below, [layer.multiplier], `${field}.multiplier`)
    }
  }
  for (const [unit, price] of Object.entries(layer.units ?? {})) {
    if (price !== undefined) units.set(unit as UsageUnit, parseRate(price, 1, `${field}.units.${unit}`))
  }
}

/** Refuses nothing where prices must be, which JavaScript and JSON let through. */
export function requirePrices(value: unknown, field: string): void {
  if (typeof value === 'object' && value !== null) return
  throw refusal('price_invalid', 'No prices', field, value, 'Give an object of prices.')
}

export function parseTokenPrice(price: PriceValue | FractionalPrice, field: string): Rate {
  return parseRate(price, TOKENS_PER_PRICE, field)
}

/** Multiplies everything, units included, by all factors and rounds at most once: what tenants pay on top. */
export function multiplyRates({ tokens, units }: Rates, factors: readonly PriceValue[], field: string): void {
  for (const key of TOKEN_PRICE_KEYS) {
    const rate = tokens[key]
    if (rate !== undefined) tokens[key] = applyFactors(rate, factors, field)
  }
  for (const [unit, rate] of units) units.set(unit, applyFactors(rate, factors, field))
}

/** The rates of one layer alone. */
export function ratesOf(layer: PriceLayer, field: string): Rates {
  const rates: Rates = { tokens: {}, units: new Map() }
  layPrices(rates, layer, field)
  return rates
}

/** Rates, and what is known of the kinds of tokens that have none. */
export interface RateCard {
  readonly tokens: Readonly<Partial<Record<TokenPriceKey, Rate>>>
  readonly units: ReadonlyMap<UsageUnit, Rate>
  /** Kinds of tokens that are billed like text when they have no price of their own. */
  readonly billedAsText: readonly TokenPriceKey[]
  /** Kinds of tokens whose rate was inferred from another one. */
  readonly guessed: readonly TokenPriceKey[]
}
