import { type PricingErrorCode, refusal, type TokentollError } from '../errors.ts'
import type { ContextTier, PriceEntry, PriceLayer, TokenPrices } from '../types.ts'
import { USAGE_UNITS } from '../usage.ts'
import { ratesOf, requirePrices, TOKEN_PRICE_KEYS } from './rate-card.ts'
import { checkFactor } from './rate.ts'
import { normaliseServiceTier } from './service-tier.ts'
import { STANDARD_TIER } from './period.ts'

const PRICE_REMEDY = 'Give prices as USD per 1M tokens, 0 for free, and thresholds as whole numbers.'
const ENTRY_KEYS: readonly string[] = Object.keys({
  provider: true,
  model: true,
  prices: true,
  from: true,
  to: true,
  window: true,
  tiers: true,
  serviceTiers: true,
  regions: true,
  defaultRegion: true,
  billedAsText: true,
  aliases: true,
  source: true,
} satisfies Record<keyof PriceEntry, true>)
const TIER_KEYS: readonly string[] = Object.keys({
  aboveInputTokens: true,
  inclusive: true,
  prices: true,
  serviceTiers: true,
} satisfies Record<keyof ContextTier, true>)
const WINDOW_KEYS = ['start', 'end', 'weekdays'] as const
const LAYER_KEYS: readonly string[] = [...TOKEN_PRICE_KEYS, 'units', 'multiplier']

/** Reads every price of an entry once, so that a bad one is refused where it was written and not at a call. */
export function checkEntry(entry: PriceEntry, field: string): void {
  requirePrices(entry, field)
  checkKnownKeys(entry, ENTRY_KEYS, field)
  if (typeof entry.window === 'object' && entry.window !== null) {
    checkKnownKeys(entry.window, WINDOW_KEYS, `${field}.window`)
  }
  checkPrices(entry.prices, `${field}.prices`)
  checkServiceTiers(entry.serviceTiers, `${field}.serviceTiers`)
  checkRegions(entry.regions, `${field}.regions`)
  for (const key of ['tiers', 'aliases', 'billedAsText'] as const) {
    if (entry[key] !== undefined) requireList(entry[key], `${field}.${key}`)
  }
  const thresholds = new Set<number>()
  for (const [index, tier] of (entry.tiers ?? []).entries()) {
    const place = `${field}.tiers[${index}]`
    requirePrices(tier, place)
    checkKnownKeys(tier, TIER_KEYS, place)
    const { aboveInputTokens } = tier
    if (!Number.isSafeInteger(aboveInputTokens) || aboveInputTokens < 0) {
      throw invalid('Not a number of tokens', `${place}.aboveInputTokens`, aboveInputTokens)
    }
    if (thresholds.has(aboveInputTokens)) {
      throw invalid('Two context tiers with one threshold', `${place}.aboveInputTokens`, aboveInputTokens)
    }
    thresholds.add(aboveInputTokens)
    checkLayer(tier.prices, `${place}.prices`)
    checkServiceTiers(tier.serviceTiers, `${place}.serviceTiers`)
  }
}

/** The prices that everything else lies over: input and output are not optional, and there is nothing to multiply. */
export function checkPrices(prices: TokenPrices, field: string): void {
  requirePrices(prices, field)
  for (const side of ['input', 'output'] as const) {
    if (prices[side] === undefined) throw invalid('No input or output price', `${field}.${side}`, undefined)
  }
  if ('multiplier' in prices) {
    throw invalid('A multiplier of nothing', `${field}.multiplier`, prices.multiplier)
  }
  checkLayer(prices, field)
}

function checkServiceTiers(layers: Readonly<Record<string, PriceLayer>> | undefined, field: string): void {
  for (const [name, layer] of Object.entries(layers ?? {})) {
    const normal = normaliseServiceTier(name)
    if (normal === STANDARD_TIER) {
      throw invalid('A name of the standard tier', field, name, 'Its prices stand in `prices`.')
    }
    checkName(name, normal, field)
    checkLayer(layer, `${field}.${name}`)
  }
}

function checkRegions(layers: Readonly<Record<string, PriceLayer>> | undefined, field: string): void {
  for (const [name, layer] of Object.entries(layers ?? {})) {
    checkName(name, name.trim().toLowerCase(), field)
    checkLayer(layer, `${field}.${name}`)
  }
}

/** Calls name tiers and regions in any spelling, entries in the one that those are brought to. */
function checkName(name: string, normal: string, field: string): void {
  if (name !== normal) throw invalid('A name that no call arrives at', field, name, `Write '${normal}'.`)
}

function checkLayer(layer: PriceLayer, field: string): void {
  requirePrices(layer, field)
  checkKnownKeys(layer, LAYER_KEYS, field)
  if (layer.units !== undefined) {
    requirePrices(layer.units, `${field}.units`)
    checkKnownKeys(layer.units, USAGE_UNITS, `${field}.units`)
  }
  ratesOf(layer, field)
  if (layer.multiplier !== undefined) {
    checkFactor(layer.multiplier, `${field}.multiplier`)
  }
}

/** Refuses a key that means nothing: what it says would be swallowed, and another price hold than was meant. */
export function checkKnownKeys(
  value: object,
  known: readonly string[],
  field: string,
  code: PricingErrorCode = 'price_invalid',
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue
    throw refusal(code, 'A key that means nothing here', `${field}.${key}`, key, `Use ${known.join(', ')}.`)
  }
}

/** Refuses what is no list where one must be: a text would be read letter by letter. */
export function requireList(value: unknown, field: string, code: PricingErrorCode = 'price_invalid'): void {
  if (!Array.isArray(value)) throw refusal(code, 'Not a list', field, value, 'Give an array.')
}

function invalid(problem: string, field: string, value: unknown, remedy = PRICE_REMEDY): TokentollError {
  return refusal('price_invalid', problem, field, value, remedy)
}
