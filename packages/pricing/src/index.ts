export { calculateLlmCost } from './calculate-llm-cost.ts'
export type { PriceBookOptions } from './engine/price-book.ts'
export { parseInstant } from './instant.ts'
export type { TenantOverlay } from './engine/tenants.ts'
export { estimateCost, type CostEstimate, type PlannedCall } from './estimate/estimate-cost.ts'
export { estimateTokens, type PromptMessage, type PromptPart } from './estimate/estimate-tokens.ts'
export { type PricingErrorCode, TokentollError, type TokentollErrorOptions } from './errors.ts'
export { convertUsd, type ConvertedAmount, type ExchangeRate } from './money/currency.ts'
export { formatUsd, type FormatUsdOptions, type RoundingDirection } from './money/format.ts'
export { createMoneySum, type MoneySum } from './money/sum.ts'
export { parseUsdToPico, picoToUsdString, roundUsdToPico } from './money/usd.ts'
export { createPriceBook } from './price-book.ts'
export type {
  ContextTier,
  CostCalculation,
  CostRequest,
  CostStatus,
  FallbackPolicy,
  FractionalPrice,
  LineItem,
  ModelMatch,
  ModelPricing,
  PriceBook,
  PriceEntry,
  PriceLayer,
  PriceValue,
  PricingFlag,
  TokenPriceKey,
  TokenPrices,
} from './types.ts'
export type { Usage, UsageUnit } from './usage.ts'
