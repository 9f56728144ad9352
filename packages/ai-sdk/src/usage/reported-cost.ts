import type { PriceValue } from '@tokentoll/core'
import { at } from '../shapes/fields.ts'

/**
 * The cost that a gateway reported in the provider metadata, in USD; undefined when none did. AI Gateway:
 * `gateway.cost`, a decimal string. OpenRouter: `openrouter.usage.cost`, where credits are USD.
 */
export function reportedCost(providerMetadata: unknown): PriceValue | undefined {
  return (
    amount(at(providerMetadata, 'gateway', 'cost')) ??
    amount(at(providerMetadata, 'openrouter', 'usage', 'cost'))
  )
}

function amount(value: unknown): PriceValue | undefined {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? value : undefined
}
