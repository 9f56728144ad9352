import { MINUTE_MS } from '../instant.ts'
import type { CostRequest, ModelMatch, PriceValue, PricingFlag } from '../types.ts'
import type { Usage } from '../usage.ts'
import { splitUsage } from './counts.ts'
import {
  cardFor,
  isValidAt,
  ownValue,
  type Period,
  type PriceCard,
  serviceLayer,
  STANDARD_TIER,
  tierIndexFor,
} from './period.ts'
import { type DatedQuote, type PricedId, type Quote, quoteFor } from './priced-id.ts'
import { chooseRegion, STANDARD_REGION } from './region.ts'
import { normaliseServiceTier } from './service-tier.ts'
import type { Found } from './shelf.ts'

/** No tenant overlay applies. */
export const NO_FACTORS: readonly PriceValue[] = []

/** The first price that holds at an instant. */
export function periodAt(periods: readonly Period[] | undefined, epochMs: number): Period | undefined {
  if (periods !== undefined) for (const period of periods) if (isValidAt(period, epochMs)) return period
  return undefined
}

/** The quote of a model whose only price has no dates, for a call without anything special. */
export function usualQuote(found: Found, provider: string, matchedBy: ModelMatch): Quote | undefined {
  const { periods } = found.priced
  const only = periods[0]
  if (only === undefined || periods.length > 1 || only.window !== undefined) return undefined
  if (only.fromMs !== -Infinity || only.toMs !== Infinity) return undefined
  return ordinaryQuote(only, found.region, provider, matchedBy)
}

/** The quote of a model with dated prices at an instant, and the span in which it surely holds. */
export function datedQuote(id: PricedId, epochMs: number): DatedQuote | undefined {
  const periods = id.priced?.periods ?? []
  const current = periodAt(periods, epochMs)
  if (current === undefined) return undefined
  let [fromMs, toMs] = [-Infinity, Infinity]
  for (const bound of periods.flatMap((period) => [period.fromMs, period.toMs])) {
    if (bound <= epochMs) fromMs = Math.max(fromMs, bound)
    else toMs = Math.min(toMs, bound)
  }
  if (periods.some((period) => period.window !== undefined)) {
    // Hours of the day begin and end with whole minutes.
    const minuteStart = Math.floor(epochMs / MINUTE_MS) * MINUTE_MS
    fromMs = Math.max(fromMs, minuteStart)
    toMs = Math.min(toMs, minuteStart + MINUTE_MS)
  }
  return { quote: ordinaryQuote(current, id.region, id.canonicalProvider, id.matchedBy), fromMs, toMs }
}

function ordinaryQuote(
  period: Period,
  region: string | undefined,
  provider: string,
  matchedBy: ModelMatch,
): Quote {
  const card = cardFor(period, -1, STANDARD_TIER, chooseRegion(period, region), NO_FACTORS)
  return quoteFor(card, provider, matchedBy)
}

/**
 * The card for a call at a period; what it has no prices for is flagged. The region that an id names is the one
 * that is called, wherever the caller is: `global.…` on Bedrock is billed as global from any region.
 */
export function chooseCard(
  request: Pick<CostRequest, 'usage' | 'serviceTier' | 'region'>,
  regionOfId: string | undefined,
  period: Period,
  factors: readonly PriceValue[],
  flags: PricingFlag[],
): PriceCard {
  const { entry, tiers } = period
  const tierIndex = tiers.length === 0 ? -1 : tierIndexFor(period, totalInputOf(request.usage, period))
  let serviceTier = normaliseServiceTier(request.serviceTier)
  // OpenAI calls its priority tier fast mode as well.
  const isFast = serviceTier === 'fast' && entry.provider === 'openai'
  if (isFast && ownValue(entry.serviceTiers, serviceTier) === undefined) serviceTier = 'priority'
  if (serviceTier !== STANDARD_TIER && serviceLayer(entry, tiers[tierIndex], serviceTier) === undefined) {
    flags.push('service_tier_price_missing')
    serviceTier = STANDARD_TIER
  }
  const region = chooseRegion(period, regionOfId ?? request.region)
  const card = cardFor(period, tierIndex, serviceTier, region, factors)
  if (card.isRegionGuessed) flags.push('region_price_missing')
  return card
}

/** All input tokens, also when only parts of them were reported. */
function totalInputOf(usage: Usage, period: Period): number {
  const base = cardFor(period, -1, STANDARD_TIER, STANDARD_REGION, NO_FACTORS)
  return splitUsage(usage, base).totalInput
}
