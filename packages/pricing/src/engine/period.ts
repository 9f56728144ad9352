import { refusal } from '../errors.ts'
import { toEpochMs } from '../instant.ts'
import type { ContextTier, PriceEntry, PriceLayer, PriceValue } from '../types.ts'
import { type DailyWindow, isInWindow, parseWindow, windowsMeet } from './daily-window.ts'
import type { Quote } from './priced-id.ts'
import { layCard } from './lay-card.ts'
import type { RateCard } from './rate-card.ts'
import type { RegionChoice } from './region.ts'

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
  /** The price depends on the region, so that a call that names none has no certain price. */
  readonly isRegionNeeded: boolean
  /** Context tiers by rising threshold. */
  readonly tiers: readonly ContextTier[]
  /** The cards made so far, by the factors in them: of tenants there may be many, each with a factor of its own. */
  readonly cards: Map<string, PriceCard[]>
}

/** The rates of one entry for one choice. */
export interface PriceCard extends RateCard {
  readonly period: Period
  /** Index in `period.tiers`; -1 is the base price. */
  readonly tierIndex: number
  readonly serviceTier: string
  /** Key of the entry's `regions`; undefined for the standard price. */
  readonly region: string | undefined
  readonly factors: readonly PriceValue[]
  /** The region has no known price; or it and the tier both have one, and what they are together was inferred. */
  readonly isRegionGuessed: boolean
  readonly isRegionMissing: boolean
  /** The most input tokens for which these prices hold. */
  readonly upToInputTokens: number
  /** Descriptions of this card, by who asked; made as needed. */
  readonly quotes: Quote[]
}

const NO_TIERS: readonly ContextTier[] = []

export function createPeriod(entry: PriceEntry, field: string, isOverride: boolean): Period {
  const fromMs = entry.from === undefined ? -Infinity : toEpochMs(entry.from, `${field}.from`)
  const toMs = entry.to === undefined ? Infinity : toEpochMs(entry.to, `${field}.to`)
  if (fromMs >= toMs) {
    throw refusal(
      'period_invalid',
      'A price that ends before it begins',
      `${field}.to`,
      entry.to,
      'Give `from` and `to` as instants with `from` before `to`.',
    )
  }
  const { tiers = NO_TIERS, window } = entry
  return {
    entry,
    fromMs,
    toMs,
    window: window === undefined ? undefined : parseWindow(window, `${field}.window`),
    field,
    isOverride,
    isRegionNeeded: !isOverride && dependsOnRegion(entry),
    tiers: byThreshold(tiers),
    cards: new Map(),
  }
}

/**
 * Vertex AI bills a named region more than the global endpoint, Bedrock some models by class of region. Elsewhere
 * a call without a region is one at the standard price.
 */
function dependsOnRegion({ provider, regions = {} }: PriceEntry): boolean {
  const keys = Object.keys(regions)
  if (provider === 'google-vertex') return keys.length > 0
  return provider === 'amazon-bedrock' && keys.some((key) => key !== 'regional')
}

/** Refuses a price that holds at the same time as another; a window may lie over a price without one. */
export function checkOverlap(period: Period, other: Period, subject: string): void {
  if (period.fromMs >= other.toMs || other.fromMs >= period.toMs) return
  const { window } = period
  if ((window === undefined) !== (other.window === undefined)) return
  if (window !== undefined && other.window !== undefined && !windowsMeet(window, other.window)) return
  throw refusal(
    'price_overlap',
    `Two prices of ${subject} hold at the same time, the other is ${other.field}`,
    period.field,
    `${period.entry.from ?? 'ever'} to ${period.entry.to ?? 'further notice'}`,
    'End the earlier one where the later one begins: `to` and the end of a window are exclusive.',
  )
}

export function byThreshold(tiers: readonly ContextTier[]): readonly ContextTier[] {
  return tiers.length < 2 ? tiers : tiers.toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens)
}

export function isValidAt(period: Period, epochMs: number): boolean {
  if (epochMs < period.fromMs || epochMs >= period.toMs) return false
  return period.window === undefined || isInWindow(period.window, epochMs)
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

/** The card for one choice, made once. */
export function cardFor(
  period: Period,
  tierIndex: number,
  serviceTier: string,
  region: RegionChoice,
  factors: readonly PriceValue[],
): PriceCard {
  const key = factors.join()
  const cards = period.cards.get(key) ?? []
  for (const card of cards) {
    if (
      card.tierIndex === tierIndex &&
      card.serviceTier === serviceTier &&
      card.region === region.key &&
      card.isRegionMissing === region.isMissing &&
      isSame(card.factors, factors)
    ) {
      return card
    }
  }
  const card = makeCard(period, tierIndex, serviceTier, region, factors)
  period.cards.set(key, [...cards, card])
  return card
}

function isSame(a: readonly PriceValue[], b: readonly PriceValue[]): boolean {
  return a === b || (a.length === b.length && a.every((factor, index) => factor === b[index]))
}

function makeCard(
  period: Period,
  tierIndex: number,
  serviceTier: string,
  { key: region, isMissing: isRegionMissing }: RegionChoice,
  factors: readonly PriceValue[],
): PriceCard {
  const { entry } = period
  const tier = period.tiers[tierIndex]
  const service = serviceTier === STANDARD_TIER ? undefined : serviceLayer(entry, tier, serviceTier)
  const regional = region === undefined ? undefined : entry.regions?.[region]
  const next = period.tiers[tierIndex + 1]
  const laid = layCard({
    field: period.field,
    base: entry.prices,
    tier: tier && (tier.prices ?? null),
    service,
    regional,
    factors,
  })
  return {
    ...laid,
    isRegionGuessed: isRegionMissing || laid.isRegionGuessed,
    isRegionMissing,
    billedAsText: entry.billedAsText ?? [],
    period,
    tierIndex,
    serviceTier,
    region,
    factors,
    quotes: [],
    upToInputTokens:
      next === undefined ? Infinity : next.aboveInputTokens - (next.inclusive === true ? 1 : 0),
  }
}

/**
 * What an entry says of a service tier at a context tier, if anything. The context tier's own service prices beat
 * the entry's; of those, only a factor says something about a long context.
 */
export function serviceLayer(
  entry: PriceEntry,
  tier: ContextTier | undefined,
  serviceTier: string,
): PriceLayer | undefined {
  const base = ownValue(entry.serviceTiers, serviceTier)
  const multiplier = base?.multiplier
  if (tier === undefined) return base
  return ownValue(tier.serviceTiers, serviceTier) ?? (multiplier === undefined ? undefined : { multiplier })
}

/** A table asked for a name that came from outside: `constructor` is no region. */
export function ownValue<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}
