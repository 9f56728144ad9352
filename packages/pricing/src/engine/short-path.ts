import type { CostCalculation, CostStatus, PricingFlag, TokenPriceKey } from '../types.ts'
import type { Usage } from '../usage.ts'
import { Calculation } from './calculation.ts'
import { billingUnits, type Component, dearOutputs, isGuess, listComponents, rateOf } from './components.ts'
import { splitUsage } from './counts.ts'
import type { PriceCard } from './period.ts'
import type { Quote } from './priced-id.ts'

/** The rates that nearly every call needs, as picodollars per token. */
export interface ShortRates {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly cacheWrite1h: number
  /** The highest of the rates; NaN where one is no whole number, or the card has several prices of output or bills by unit. */
  readonly highest: number
  /** Which of the rates are guesses: those of the cache, or all for want of a region; as bits of `GAP_FLAGS`. */
  readonly gaps: number
  readonly upToInputTokens: number
}

type CacheCounts = Pick<Usage, 'cacheReadTokens' | 'cacheWriteTokens' | 'cacheWrite1hTokens'>

const READ_GAP = 1
const WRITE_GAP = 2
const WRITE_1H_GAP = 4
const REGION_GAP = 8
/** The flags for each combination of gaps, so that a call makes none of its own. */
const GAP_FLAGS: readonly (readonly PricingFlag[])[] = Array.from({ length: 16 }, (_, gaps) => {
  const flags: PricingFlag[] = []
  if (gaps & REGION_GAP) flags.push('region_price_missing')
  if (gaps & READ_GAP) flags.push('cache_read_price_missing')
  if (gaps & WRITE_GAP) flags.push('cache_write_price_missing')
  if (gaps & WRITE_1H_GAP) flags.push('cache_write_1h_price_missing')
  return Object.freeze(flags)
})

function createShortRates(card: PriceCard): ShortRates {
  const pico = (key: TokenPriceKey): number => {
    const rate = rateOf(key, card)
    return rate.per === 1 ? rate.pico : Number.NaN
  }
  const gap = (key: TokenPriceKey, bit: number): number => (isGuess(key, card) ? bit : 0)
  const [input, output] = [pico('input'), pico('output')]
  const cacheRead = pico('cacheRead')
  const cacheWrite = pico('cacheWrite')
  const cacheWrite1h = pico('cacheWrite1h')
  const isSplit = card.tokens.reasoning !== undefined || card.tokens.citation !== undefined
  const isUsable = !isSplit && dearOutputs(card).length === 0 && billingUnits(card).length === 0
  const gaps = gap('cacheRead', READ_GAP) | gap('cacheWrite', WRITE_GAP) | gap('cacheWrite1h', WRITE_1H_GAP)
  return {
    input,
    output,
    cacheRead,
    cacheWrite,
    cacheWrite1h,
    highest: isUsable ? Math.max(input, output, cacheRead, cacheWrite, cacheWrite1h) : Number.NaN,
    gaps: card.isRegionGuessed ? gaps | REGION_GAP : gaps,
    upToInputTokens: card.upToInputTokens,
  }
}

/** A count up to 2^32: what nearly every count is, checked in one step. NaN, fractions and negatives fail it. */
function isSmallCount(value: number | undefined): value is number {
  return typeof value === 'number' && value >>> 0 === value
}

/**
 * The way of most calls: text tokens and cache at whole rates, nothing unusual. Undefined for anything else,
 * which the general way then prices; both give the same cost.
 */
export function calculateShort(usage: Usage, quote: Quote, status: CostStatus): CostCalculation | undefined {
  const rates = (quote.short ??= createShortRates(quote.card))
  const { inputTokens, outputTokens, reasoningTokens = 0 } = usage
  const { cacheReadTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage
  if (!isSmallCount(inputTokens) || !isSmallCount(outputTokens)) return undefined
  if (!isSmallCount(reasoningTokens) || reasoningTokens > outputTokens) return undefined
  if (inputTokens > rates.upToInputTokens || hasSpecial(usage)) return undefined
  if (cacheReadTokens !== 0 || cacheWriteTokens !== 0 || cacheWrite1hTokens !== 0) {
    if (!isSmallCount(cacheReadTokens) || !isSmallCount(cacheWriteTokens)) return undefined
    if (!isSmallCount(cacheWrite1hTokens) || cacheWrite1hTokens > cacheWriteTokens) return undefined
    if (cacheReadTokens + cacheWriteTokens > inputTokens) return undefined
  }
  // Also false for NaN: the general way knows fractions and more kinds of tokens.
  if (!((inputTokens + outputTokens) * rates.highest <= Number.MAX_SAFE_INTEGER)) return undefined
  const isGuessed = rates.gaps !== 0 && (rates.gaps & gapsOf(usage)) !== 0
  return new ShortCalculation(
    isGuessed && status === 'priced' ? 'estimated' : status,
    quote,
    rates,
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    cacheWrite1hTokens,
  )
}

/** The gaps that a call would meet, as bits of `GAP_FLAGS`. */
function gapsOf(usage: CacheCounts): number {
  const { cacheReadTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage
  let used = cacheReadTokens === 0 ? REGION_GAP : REGION_GAP | READ_GAP
  if (cacheWriteTokens !== cacheWrite1hTokens) used |= WRITE_GAP
  if (cacheWrite1hTokens !== 0) used |= WRITE_1H_GAP
  return used
}

/** Nearly no call has any of these: being short, this test is inlined. */
function hasSpecial(usage: Usage): boolean {
  return (
    (usage.units !== undefined ||
      usage.inputAudioTokens !== undefined ||
      usage.outputAudioTokens !== undefined ||
      usage.inputImageTokens !== undefined ||
      usage.outputImageTokens !== undefined ||
      usage.inputVideoTokens !== undefined ||
      usage.outputVideoTokens !== undefined ||
      usage.cacheReadAudioTokens !== undefined ||
      usage.cacheReadImageTokens !== undefined ||
      usage.citationTokens !== undefined) &&
    !isPlain(usage)
  )
}

/** Zero is as good as absent; NaN is not, and the general way refuses it. */
function isPlain(usage: Usage): boolean {
  return (
    usage.units === undefined &&
    (usage.inputAudioTokens ?? 0) === 0 &&
    (usage.outputAudioTokens ?? 0) === 0 &&
    (usage.inputImageTokens ?? 0) === 0 &&
    (usage.outputImageTokens ?? 0) === 0 &&
    (usage.inputVideoTokens ?? 0) === 0 &&
    (usage.outputVideoTokens ?? 0) === 0 &&
    (usage.cacheReadAudioTokens ?? 0) === 0 &&
    (usage.cacheReadImageTokens ?? 0) === 0 &&
    (usage.citationTokens ?? 0) === 0
  )
}

/**
 * Keeps the five counts, because the caller may change the usage object afterwards, and nothing else: to
 * multiply them again costs less than to keep the products.
 */
class ShortCalculation extends Calculation {
  declare readonly status: CostStatus
  declare protected readonly source: Quote
  declare private readonly rates: ShortRates
  declare private readonly inputTokens: number
  declare private readonly outputTokens: number
  declare readonly cacheReadTokens: number
  declare readonly cacheWriteTokens: number
  declare readonly cacheWrite1hTokens: number

  constructor(
    status: CostStatus,
    quote: Quote,
    rates: ShortRates,
    inputTokens: number,
    outputTokens: number,
    cacheReadTokens: number,
    cacheWriteTokens: number,
    cacheWrite1hTokens: number,
  ) {
    super()
    this.status = status
    this.source = quote
    this.rates = rates
    this.inputTokens = inputTokens
    this.outputTokens = outputTokens
    this.cacheReadTokens = cacheReadTokens
    this.cacheWriteTokens = cacheWriteTokens
    this.cacheWrite1hTokens = cacheWrite1hTokens
  }

  get inputPicoUsd(): number {
    const { rates, cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens } = this
    const plain = (this.inputTokens - cacheReadTokens - cacheWriteTokens) * rates.input
    const read = cacheReadTokens === 0 ? plain : plain + cacheReadTokens * rates.cacheRead
    if (cacheWriteTokens === 0) return read
    return (
      read +
      (cacheWriteTokens - cacheWrite1hTokens) * rates.cacheWrite +
      cacheWrite1hTokens * rates.cacheWrite1h
    )
  }

  get outputPicoUsd(): number {
    return this.outputTokens * this.rates.output
  }

  get flags(): readonly PricingFlag[] {
    return GAP_FLAGS[gapsOf(this) & this.rates.gaps] ?? []
  }

  protected components(): readonly Component[] {
    const { card } = this.source
    const usage: Usage = {
      inputTokens: this.inputTokens,
      outputTokens: this.outputTokens,
      cacheReadTokens: this.cacheReadTokens,
      cacheWriteTokens: this.cacheWriteTokens,
      cacheWrite1hTokens: this.cacheWrite1hTokens,
    }
    return listComponents(splitUsage(usage, card), usage, card, [])
  }
}
