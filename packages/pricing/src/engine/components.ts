import { refusal } from '../errors.ts'
import type { PricingFlag, TokenPriceKey } from '../types.ts'
import type { Usage, UsageUnit } from '../usage.ts'
import type { Counts } from './counts.ts'
import { OUTPUT_KEYS, type RateCard, TOKEN_PRICE_KEYS } from './rate-card.ts'
import { FREE, type Rate } from './rate.ts'

/** What is counted, at which rate, on which side: a line item before its amount. */
export interface Component {
  readonly side: 'input' | 'output'
  readonly component: string
  readonly quantity: number
  readonly rate: Rate
}

/** Seconds, minutes and hours may be fractional. */
const FRACTIONAL_UNITS = /Second|Minute|Hour/

/** Every non-zero part of a call with its rate. A missing rate falls back to a known one and is flagged. */
export function listComponents(
  counts: Counts,
  usage: Usage,
  card: RateCard,
  flags: PricingFlag[],
): Component[] {
  const components: Component[] = []
  for (const key of TOKEN_PRICE_KEYS) {
    const quantity = counts.tokens[key]
    if (quantity === 0) continue
    const rate = rateOf(key, card)
    if (isGuess(key, card)) raise(flags, missingFlag(key))
    components.push({
      side: OUTPUT_KEYS.test(key) ? 'output' : 'input',
      component: snakeCase(key),
      quantity,
      rate,
    })
  }
  for (const [unit, quantity] of Object.entries(usage.units ?? {})) {
    if (quantity === undefined) continue
    checkUnit(unit, quantity)
    if (quantity === 0) continue
    const rate = card.units.get(unit as UsageUnit)
    if (rate === undefined) raise(flags, 'unit_price_missing')
    const side = unit.endsWith('Output') ? 'output' : 'input'
    components.push({ side, component: unit, quantity, rate: rate ?? FREE })
  }
  return components
}

/** What a call may use besides its model, so that a card with nothing else may well be free. */
const EXTRA_UNITS = /Search$|^social|^codeExecution$|^cacheStorage/

/** The units by which a model is billed whose tokens cost nothing: videos, seconds, pages, reranked searches. */
export function billingUnits(card: RateCard): readonly UsageUnit[] {
  if (TOKEN_PRICE_KEYS.some((key) => (card.tokens[key]?.pico ?? 0) !== 0)) return []
  return [...card.units].flatMap(([unit, rate]) =>
    rate.pico === 0 || (EXTRA_UNITS.test(unit) && unit !== 'rerankSearch') ? [] : [unit],
  )
}

type MediaOutput = 'outputAudio' | 'outputImage' | 'outputVideo'

/** The media that cost more than text on the output side, so that a sum of tokens alone says too little. */
export function dearOutputs({ tokens }: RateCard): readonly MediaOutput[] {
  const text = tokens.output ?? FREE
  return TOKEN_PRICE_KEYS.filter((key): key is MediaOutput => {
    return /^output./.test(key) && dearer(text, tokens[key]) !== text
  })
}

function raise(flags: PricingFlag[], flag: PricingFlag): void {
  if (!flags.includes(flag)) flags.push(flag)
}

/** What a kind of token costs; when its own price is not known, what its nearest relative costs, never less. */
export function rateOf(key: TokenPriceKey, { tokens }: RateCard): Rate {
  const own = tokens[key]
  if (own !== undefined) return own
  const input = tokens.input ?? FREE
  if (OUTPUT_KEYS.test(key)) return tokens.output ?? FREE
  if (key === 'cacheWrite1h') return dearer(input, tokens.cacheWrite)
  if (key === 'cacheReadAudio') return tokens.inputAudio ?? tokens.cacheRead ?? input
  if (key === 'cacheReadImage') return tokens.inputImage ?? tokens.cacheRead ?? input
  return input
}

/** Whether the rate of a kind of token is not known; at a price of 0 there is nothing to be wrong about. */
export function isGuess(key: TokenPriceKey, card: RateCard): boolean {
  if (rateOf(key, card).pico === 0) return false
  if (card.tokens[key] !== undefined) return card.guessed.includes(key)
  return !card.billedAsText.includes(key)
}

function missingFlag(key: TokenPriceKey): PricingFlag {
  if (!key.startsWith('cache')) return 'modality_price_missing'
  return `${snakeCase(key.replace(/(?<=Read).+/, ''))}_price_missing` as PricingFlag
}

/** `cacheWrite1h` is `cache_write_1h` on a line item, as metrics and attributes write it. */
function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]|\d/g, (mark) => `_${mark.toLowerCase()}`)
}

function dearer(rate: Rate, other: Rate | undefined): Rate {
  if (other === undefined) return rate
  return BigInt(other.pico) * BigInt(rate.per) > BigInt(rate.pico) * BigInt(other.per) ? other : rate
}

function checkUnit(unit: string, quantity: number): void {
  const isInRange = quantity >= 0 && quantity <= Number.MAX_SAFE_INTEGER
  if (isInRange && (FRACTIONAL_UNITS.test(unit) || Number.isInteger(quantity))) return
  const remedy = 'Give a whole number of at least 0, of time a fraction too.'
  throw refusal('usage_invalid', 'Not a count', `usage.units.${unit}`, quantity, remedy)
}
