import { chooseCard, NO_FACTORS } from './engine/choose-card.ts'
import { checkUsage } from './engine/counts.ts'
import { calculateGeneral } from './engine/general.ts'
import { byThreshold, type Period } from './engine/period.ts'
import { quoteFor } from './engine/priced-id.ts'
import type { CostCalculation, CostRequest, PriceEntry, PricingFlag } from './types.ts'

export { type PricingErrorCode, TokentollError, type TokentollErrorOptions } from './errors.ts'
export type {
  CostCalculation,
  FractionalPrice,
  LineItem,
  ModelPricing,
  PriceEntry,
  PriceLayer,
  PriceValue,
  PricingFlag,
  TokenPrices,
} from './types.ts'
export type { Usage, UsageUnit } from './usage.ts'

/** A call to be priced at a price that is already chosen. */
export type PricedCall = Pick<CostRequest, 'usage' | 'serviceTier' | 'region' | 'reportedCostUsd'>

/** Prices calls at one price. */
export interface CostCalculator {
  /** Synchronous; throws `TokentollError` for counts that are no counts and prices that are no prices. */
  calculate(call: PricedCall): CostCalculation
}

/**
 * The engine without catalogue and model names, for bundles where every kilobyte counts: exact costs at a price
 * that you bring. Dates and windows of the entry are not looked at, because the choice was yours.
 */
export function createCostCalculator(price: PriceEntry): CostCalculator {
  const period: Period = {
    entry: price,
    fromMs: -Infinity,
    toMs: Infinity,
    window: undefined,
    field: 'price',
    isOverride: true,
    isRegionNeeded: false,
    tiers: byThreshold(price.tiers ?? []),
    cards: new Map(),
  }
  return {
    calculate(call) {
      checkUsage(call.usage)
      const flags: PricingFlag[] = []
      const card = chooseCard(call, undefined, period, NO_FACTORS, flags)
      return calculateGeneral(call, card, quoteFor(card, price.provider, 'exact'), 'priced', flags)
    },
  }
}
