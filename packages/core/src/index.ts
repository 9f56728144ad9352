export {
  calculateLlmCost,
  createMoneySum,
  createPriceBook,
  formatUsd,
  parseInstant,
  parseUsdToPico,
  picoToUsdString,
  TokentollError,
} from '@tokentoll/pricing'
export type {
  CostCalculation,
  CostRequest,
  CostStatus,
  FallbackPolicy,
  LineItem,
  ModelMatch,
  ModelPricing,
  PriceBook,
  PriceEntry,
  PriceValue,
  PricingFlag,
  TokenPrices,
  Usage,
  UsageUnit,
} from '@tokentoll/pricing'
export { mergeAttribution, type Attribution } from './attribution/attribution.ts'
export { currentAttribution, withAttribution } from './attribution/context.ts'
export type { BudgetReader, BudgetState } from './contracts/budget-reader.ts'
export type { CostSink } from './contracts/cost-sink.ts'
export { QuotaExceededError, type QuotaExceededDetails } from './contracts/quota-exceeded-error.ts'
export { isRefusal } from './contracts/refusal.ts'
export type { Reservation, SpendGate, SpendRequest } from './contracts/spend-gate.ts'
export type { SpendDimension, SpendQuery, SpendReader, SpendTotal } from './contracts/spend-reader.ts'
export { getGlobalMeter, setGlobalMeter } from './global/global-meter.ts'
export {
  recordLlmCost,
  recordLlmTokenUsage,
  type LlmCostInput,
  type LlmTokenUsageInput,
} from './global/record-llm-cost.ts'
export type { CallEnd, CallStart, OpenCall } from './meter/call.ts'
export { createMeter } from './meter/create-meter.ts'
export type {
  Authorization,
  ExpectedUsage,
  FlushOptions,
  Meter,
  MeterHealth,
  MeterOptions,
} from './meter/meter.ts'
export { describeError } from './record/describe-error.ts'
export type {
  CallError,
  CallOperation,
  CallOutcome,
  CostRecord,
  RecordedCost,
  RecordFlag,
  UsageConfidence,
  UsageSource,
} from './record/cost-record.ts'
export { normaliseRawUsage } from './usage/normalise-raw-usage.ts'
export type { NormalisedUsage, UsageShape } from './usage/normalised-usage.ts'
export {
  googleSearchUnits,
  openaiToolUnits,
  type ServerToolRun,
  type ServerToolUnits,
} from './usage/server-tool-units.ts'
