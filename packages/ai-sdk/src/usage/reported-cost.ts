import type { PriceValue } from '@tokentoll/core'
import { at, fieldsOf } from '../shapes/fields.ts'

/**
 * What AI Gateway reported in the provider metadata, in USD. `cost` is what was taken from the gateway's
 * credits: 0 with a key of one's own, which the provider bills at what stands in `marketCost`.
 */
export function gatewayCost(providerMetadata: unknown): PriceValue | undefined {
  const { gateway } = fieldsOf(providerMetadata)
  if (gateway === undefined) return undefined
  return isBilledElsewhere(providerMetadata) ? amount(at(gateway, 'marketCost')) : amount(at(gateway, 'cost'))
}

/** True when AI Gateway took nothing for a call that has a price: the provider bills it, at its own terms. */
export function isBilledElsewhere(providerMetadata: unknown): boolean {
  const { gateway } = fieldsOf(providerMetadata)
  if (gateway === undefined || Number(amount(at(gateway, 'cost'))) !== 0) return false
  return Number(amount(at(gateway, 'marketCost')) ?? 0) > 0
}

/**
 * What OpenRouter's package kept of the cost, in USD, for where its usage object is not handed on. With a key
 * of one's own it holds the router's fee only, and does not say so: it is the whole bill when what the
 * provider billed is the same, or is not named.
 */
export function openRouterCost(providerMetadata: unknown): PriceValue | undefined {
  const cost = amount(at(providerMetadata, 'openrouter', 'usage', 'cost'))
  const upstream = amount(at(providerMetadata, 'openrouter', 'usage', 'costDetails', 'upstreamInferenceCost'))
  return upstream === undefined || Number(upstream) === 0 || upstream === cost ? cost : undefined
}

function amount(value: unknown): PriceValue | undefined {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  if (typeof value !== 'string' || !/^\d+(\.\d+)?(e-?\d+)?$/i.test(value)) return undefined
  return /e/i.test(value) ? Number(value) : value
}
