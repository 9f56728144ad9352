import { refusal, type TokentollError } from '../errors.ts'
import type { PriceEntry, PriceLayer } from '../types.ts'
import { compileRates } from './rate-card.ts'
import { multiplyRate } from './rate.ts'

/** Reads every price of an entry once, so that a bad one is refused where it was written and not at a call. */
export function checkEntry(entry: PriceEntry, field: string): void {
  for (const side of ['input', 'output'] as const) {
    if (entry.prices?.[side] !== undefined) continue
    throw invalid('A price entry without its input or output price', `${field}.prices.${side}`, undefined)
  }
  checkLayer(entry.prices, `${field}.prices`)
  checkLayers(entry.serviceTiers, `${field}.serviceTiers`)
  checkLayers(entry.regions, `${field}.regions`)
  for (const [index, tier] of (entry.tiers ?? []).entries()) {
    const place = `${field}.tiers[${index}]`
    if (!Number.isSafeInteger(tier.aboveInputTokens) || tier.aboveInputTokens < 0) {
      throw invalid('Not a number of tokens', `${place}.aboveInputTokens`, tier.aboveInputTokens)
    }
    checkLayer(tier.prices, `${place}.prices`)
    checkLayers(tier.serviceTiers, `${place}.serviceTiers`)
  }
}

function checkLayers(layers: Readonly<Record<string, PriceLayer>> | undefined, field: string): void {
  for (const [name, layer] of Object.entries(layers ?? {})) checkLayer(layer, `${field}.${name}`)
}

function checkLayer(layer: PriceLayer, field: string): void {
  compileRates([layer], field)
  if (layer.multiplier !== undefined)
    multiplyRate({ pico: 1, per: 1 }, layer.multiplier, `${field}.multiplier`)
}

function invalid(problem: string, field: string, value: unknown): TokentollError {
  const remedy = 'Give prices as USD per 1M tokens, 0 for free, and thresholds as whole numbers.'
  return refusal('price_invalid', problem, field, value, remedy)
}
