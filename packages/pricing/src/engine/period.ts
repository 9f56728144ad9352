import { TokentollError } from '../errors.ts'
import type { ContextTier, PriceEntry, PriceValue } from '../types.ts'
import { type DailyWindow, isInWindow, parseWindow, toEpochMs } from './instant.ts'
import { compileRates, createRateCard, type PriceLayer, type RateCard } from './rate-card.ts'

export const STANDARD_TIER = 'standard'

/** One price entry with its validity as numbers and the rate cards made from it so far. */
export interface Period {
  readonly entry: PriceEntry
  readonly fromMs: number
  readonly toMs: number
  readonly window: DailyWindow | undefined
  /** Where the entry stands, for messages: `overrides[2]`. */
  readonly field: string
  readonly isOverride: boolean
  /** Context tiers by rising threshold. */
  readonly tiers: readonly ContextTier[]
  readonly cards: PriceCard[]
}

/** The rates of one entry for one context tier, service tier, region and set of factors. */
export interface PriceCard extends RateCard {
  readonly period: Period
  /** Index in `period.tiers`; -1 is the base price. */
  readonly tierIndex: number
  readonly serviceTier: string
  readonly region: string | undefined
  readonly factors: readonly PriceValue[]
  /** The most input tokens for which the base price holds. */
  readonly upToInputTokens: number
}

export function createPeriod(entry: PriceEntry, field: string, isOverride: boolean): Period {
  const fromMs = entry.from === undefined ? -Infinity : toEpochMs(entry.from, `${field}.from`)
  const toMs = entry.to === undefined ? Infinity : toEpochMs(entry.to, `${field}.to`)
  if (fromMs >= toMs) {
    throw new TokentollError({
      code: 'period_invalid',
      problem: 'A price that ends before it begins',
      field: `${field}.to`,
      value: entry.to,
      remedy: 'Give `from` and `to` as instants with `from` before `to`.',
    })
  }
  return {
    entry,
    fromMs,
    toMs,
    window: entry.window === undefined ? undefined : parseWindow(entry.window, `${field}.window`),
    field,
    isOverride,
    tiers: [...(entry.tiers ?? [])].sort((a, b) => a.aboveInputTokens - b.aboveInputTokens),
    cards: [],
  }
}

export function isValidAt(period: Period, epochMs: number): boolean {
  return (
    period.fromMs <= epochMs &&
    epochMs < period.toMs &&
    (period.window === undefined || isInWindow(period.window, epochMs))
  )
}

/** The tier that `inputTokens` of total input fall in: a cliff, so the highest threshold passed. */
export function tierIndexFor(period: Period, inputTokens: number): number {
  let index = -1
  for (const tier of period.tiers) {
    const isPassed =
      tier.inclusive === true ? inputTokens >= tier.aboveInputTokens : inputTokens > tier.aboveInputTokens
    if (!isPassed) break
    index += 1
  }
  return index
}

const NO_FACTORS: readonly PriceValue[] = []

/** The card for one combination, made once. */
export function cardFor(
  period: Period,
  tierIndex: number,
  serviceTier: string,
  region: string | undefined,
  factors: readonly PriceValue[] = NO_FACTORS,
): PriceCard {
  for (const card of period.cards) {
    if (
      card.tierIndex === tierIndex &&
      card.serviceTier === serviceTier &&
      card.region === region &&
      isSame(card.factors, factors)
    ) {
      return card
    }
  }
  const card = makeCard(period, tierIndex, serviceTier, region, factors)
  period.cards.push(card)
  return card
}

function isSame(a: readonly PriceValue[], b: readonly PriceValue[]): boolean {
  return a.length === b.length && a.every((factor, index) => factor === b[index])
}

function makeCard(
  period: Period,
  tierIndex: number,
  serviceTier: string,
  region: string | undefined,
  factors: readonly PriceValue[],
): PriceCard {
  const { entry } = period
  const tier = period.tiers[tierIndex]
  const layers: PriceLayer[] = [entry.prices]
  if (tier !== undefined) layers.push(tier.prices)
  if (serviceTier !== STANDARD_TIER) layers.push(serviceLayer(entry, tier, serviceTier))
  if (region !== undefined) layers.push(entry.regions?.[region] ?? {})
  for (const multiplier of factors) layers.push({ multiplier })
  const first = period.tiers[0]
  const rates = createRateCard(compileRates(layers, period.field))
  return {
    ...rates,
    period,
    tierIndex,
    serviceTier,
    region,
    factors,
    upToInputTokens:
      first === undefined ? Infinity : first.aboveInputTokens - (first.inclusive === true ? 1 : 0),
  }
}

/** A tier of its own beats the entry's; above a threshold an entry's explicit prices say nothing, its factor does. */
function serviceLayer(entry: PriceEntry, tier: ContextTier | undefined, serviceTier: string): PriceLayer {
  const above = tier?.serviceTiers?.[serviceTier]
  const base: PriceLayer = entry.serviceTiers?.[serviceTier] ?? {}
  if (tier === undefined) return base
  return above ?? { multiplier: base.multiplier }
}

/** Whether an entry has prices for a service tier at this context tier. */
export function hasServiceTier(period: Period, tierIndex: number, serviceTier: string): boolean {
  const tier = period.tiers[tierIndex]
  const base: PriceLayer | undefined = ownValue(period.entry.serviceTiers, serviceTier)
  if (tier === undefined) return base !== undefined
  return ownValue(tier.serviceTiers, serviceTier) !== undefined || base?.multiplier !== undefined
}

/** The key of `regions` that a region falls under: itself, else `regional` for a named one. */
export function regionKeyFor(period: Period, region: string): string | undefined {
  const { regions } = period.entry
  if (ownValue(regions, region) !== undefined) return region
  return region !== 'global' && ownValue(regions, 'regional') !== undefined ? 'regional' : undefined
}

function ownValue<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}
