import { refusal } from '../errors.ts'
import type { PriceEntry } from '../types.ts'

/** Refuses an entry that has nothing where prices must be, which JavaScript and JSON let through. */
export function checkShape(entry: PriceEntry, field: string): void {
  requirePrices(entry, field)
  requirePrices(entry.prices, `${field}.prices`)
  requireEach(entry.serviceTiers, `${field}.serviceTiers`)
  requireEach(entry.regions, `${field}.regions`)
  for (const [index, tier] of (entry.tiers ?? []).entries()) {
    const place = `${field}.tiers[${index}]`
    requirePrices(tier, place)
    requirePrices(tier.prices, `${place}.prices`)
    requireEach(tier.serviceTiers, `${place}.serviceTiers`)
  }
}

function requireEach(layers: object | undefined, field: string): void {
  for (const [name, layer] of Object.entries(layers ?? {})) requirePrices(layer, `${field}.${name}`)
}

export function requirePrices(value: unknown, field: string): void {
  if (typeof value === 'object' && value !== null) return
  throw refusal('price_invalid', 'No prices', field, value, 'Give an object of prices in USD per 1M tokens.')
}
