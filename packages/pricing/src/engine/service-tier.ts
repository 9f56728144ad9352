import { STANDARD_TIER } from './period.ts'

/** How providers and SDKs call the tier that is not special. */
const STANDARD_NAMES = /^(standard(_only)?|default|auto|on[_-]demand|normal|)$/

/** One name per service tier: lower case, everything ordinary is `standard`. */
export function normaliseServiceTier(serviceTier: string | undefined): string {
  if (serviceTier === undefined || serviceTier === STANDARD_TIER || serviceTier === 'default')
    return STANDARD_TIER
  const name = serviceTier.trim().toLowerCase()
  if (STANDARD_NAMES.test(name)) return STANDARD_TIER
  // Vertex AI reports the kind of traffic: ON_DEMAND_PRIORITY, ON_DEMAND_FLEX.
  return name.startsWith('on_demand_') ? name.slice('on_demand_'.length) : name
}
