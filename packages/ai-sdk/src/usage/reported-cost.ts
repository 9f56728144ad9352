import type { PriceValue } from '@tokentoll/core'
import { at } from '../shapes/fields.ts'

// Where gateways say in `providerMetadata` what the call cost, in USD:
// OpenRouter: `openrouter.usage.cost` (credits are USD). AI Gateway: `gateway.cost`, a decimal string.
const places: readonly (readonly string[])[] = [
  ['gateway', 'cost'],
  ['openrouter', 'usage', 'cost'],
]

/** The cost that a gateway reported in the provider metadata, in USD; undefined when none did. */
export function reportedCost(providerMetadata: unknown): PriceValue | undefined {
  for (const path of places) {
    const value = at(providerMetadata, ...path)
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
    if (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)) return value
  }
  return undefined
}
