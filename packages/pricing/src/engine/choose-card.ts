import type { CostRequest, ModelMatch, PriceValue, PricingFlag } from '../types.ts'
import type { Usage } from '../usage.ts'
import { splitUsage } from './counts.ts'
import {
  cardFor,
  hasServiceTier,
  isValidAt,
  type Period,
  type PriceCard,
  STANDARD_TIER,
  tierIndexFor,
} from './period.ts'
import { type Quote, quoteFor } from './priced-id.ts'
import { chooseRegion } from './region.ts'
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
  const region = chooseRegion(only.entry, found.region).key
  return quoteFor(cardFor(only, -1, STANDARD_TIER, region, NO_FACTORS), provider, matchedBy)
}

/** The card for a call at a period; what it has no prices for is flagged. */
export function chooseCard(
  request: Pick<CostRequest, 'usage' | 'serviceTier' | 'region'>,
  regionOfId: string | undefined,
  period: Period,
  factors: readonly PriceValue[],
  flags: PricingFlag[],
): PriceCard {
  const tierIndex = period.tiers.length === 0 ? -1 : tierIndexFor(period, totalInputOf(request.usage, period))
  let serviceTier = normaliseServiceTier(request.serviceTier)
  if (serviceTier !== STANDARD_TIER && !hasServiceTier(period, tierIndex, serviceTier)) {
    flags.push('service_tier_price_missing')
    serviceTier = STANDARD_TIER
  }
  const region = chooseRegion(period.entry, request.region ?? regionOfId)
  if (region.isMissing) flags.push('region_price_missing')
  return cardFor(period, tierIndex, serviceTier, region.key, factors)
}

/** All input tokens, also when only parts of them were reported. */
function totalInputOf(usage: Usage, period: Period): number {
  const base = cardFor(period, -1, STANDARD_TIER, undefined, NO_FACTORS)
  return splitUsage(usage, base, []).totalInput
}
