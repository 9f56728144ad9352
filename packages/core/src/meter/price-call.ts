import {
  TokentollError,
  type CostCalculation,
  type CostStatus,
  type PriceBook,
  type PricingFlag,
  type Usage,
} from '@tokentoll/pricing'
import type { RecordedCost } from '../record/cost-record.ts'
import type { CallEnd } from './call.ts'
import { raiseTotals, repairUsage } from './repair-usage.ts'

/** What the price depends on. */
export interface PricedCall {
  readonly provider: string
  readonly model: string
  readonly usage: Usage
  readonly at: number
  readonly serviceTier: string | undefined
  readonly region: string | undefined
  readonly tenantId: string | undefined
  readonly reportedCostUsd: CallEnd['reportedCostUsd']
  readonly parts: CallEnd['parts']
}

/** A price for the record, and the usage it was made from. */
export interface PriceResult {
  /** Canonical provider. */
  readonly provider: string
  readonly usage: Usage
  readonly cost: RecordedCost
  readonly flags: readonly PricingFlag[]
}

/**
 * Prices a call without ever throwing, and flags what it had to mend: counts that are no counts are left out, totals
 * smaller than their parts are raised to them.
 */
export function priceCall(prices: PriceBook, call: PricedCall): PriceResult {
  try {
    return priceValid(prices, call)
  } catch (error) {
    const outOfRange = TokentollError.isInstance(error) && error.code === 'cost_out_of_range'
    const counts = outOfRange ? {} : repairUsage(call.usage)
    const repaired = raiseTotals(counts)
    const isRaised = Object.keys(counts).some(
      (field) => field !== 'units' && Reflect.get(counts, field) !== Reflect.get(repaired, field),
    )
    const result = isRaised ? priceRaised(prices, call, repaired) : priceCounts(prices, call, repaired)
    // What is left is a lower bound of the truth, so it can never stand as a sure price.
    const isReported = result.cost.status === 'reported'
    const status = hasCounts(repaired) && result.cost.status !== 'unpriced' ? 'estimated' : 'unpriced'
    const isCut = Object.entries(call.usage).some(
      ([field, value]) =>
        field !== 'units' && value !== undefined && Reflect.get(counts, field) === undefined,
    )
    const found: PricingFlag[] = isRaised ? ['parts_exceed_total'] : []
    if (isCut || !isRaised) found.push('usage_invalid')
    return {
      provider: result.provider,
      usage: outOfRange ? call.usage : repaired,
      cost: isReported ? result.cost : { ...result.cost, status, isEstimated: true },
      flags: [...result.flags, ...(outOfRange ? (['cost_out_of_range'] as const) : found)],
    }
  }
}

/** Counts that contradict each other say nothing against what the provider reports. */
function priceRaised(prices: PriceBook, call: PricedCall, usage: Usage): PriceResult {
  try {
    const parts = call.parts?.map((part) => ({ ...part, usage: raiseTotals(repairUsage(part.usage)) }))
    return priceValid(prices, { ...call, usage, parts })
  } catch {
    return priceCounts(prices, call, usage)
  }
}

function priceCounts(prices: PriceBook, call: PricedCall, usage: Usage): PriceResult {
  return priceValid(prices, { ...call, usage, reportedCostUsd: undefined, parts: undefined })
}

/** True when at least one number of the usage is known. */
export function hasCounts(usage: Usage): boolean {
  if (usage.inputTokens !== undefined || usage.outputTokens !== undefined) return true
  const { units } = usage
  return units !== undefined && units !== null && Object.values(units).some((count) => count !== undefined)
}

function priceValid(prices: PriceBook, call: PricedCall): PriceResult {
  if (call.parts !== undefined && call.parts.length > 0 && call.reportedCostUsd === undefined) {
    return sumParts(
      call,
      call.parts.map(({ model, usage }) =>
        prices.calculate({ ...call, model: model === '' ? call.model : model, usage }),
      ),
    )
  }
  const result = prices.calculate(call)
  return {
    provider: result.pricing.provider,
    usage: call.usage,
    cost: recordedCost(result),
    flags: result.flags,
  }
}

function recordedCost(result: CostCalculation): RecordedCost {
  const { pricing } = result
  return {
    inputPicoUsd: result.inputPicoUsd,
    outputPicoUsd: result.outputPicoUsd,
    totalPicoUsd: result.totalPicoUsd,
    status: result.status,
    isEstimated: result.isEstimated,
    priceVersion: pricing.priceVersion,
    pricedModel: pricing.model,
    matchedBy: pricing.matchedBy,
    serviceTier: pricing.serviceTier,
    reportedGapPicoUsd: result.reportedGapPicoUsd,
  }
}

// Worst first: a sum is as sure as its least sure part.
const leastSure: readonly CostStatus[] = ['unpriced', 'estimated', 'reported', 'priced']

function sumParts(call: PricedCall, results: readonly CostCalculation[]): PriceResult {
  const costs = results.map(recordedCost)
  const main = costs.find((cost) => cost.pricedModel === call.model) ?? costs[0]!
  const inputPicoUsd = costs.reduce((sum, cost) => sum + cost.inputPicoUsd, 0)
  const outputPicoUsd = costs.reduce((sum, cost) => sum + cost.outputPicoUsd, 0)
  const totalPicoUsd = inputPicoUsd + outputPicoUsd
  if (!Number.isSafeInteger(totalPicoUsd)) {
    throw new TokentollError({
      code: 'cost_out_of_range',
      problem: `The parts of one call to ${call.model} cost more than 9,007 USD together`,
      remedy: 'Book them as several calls',
      field: 'parts',
      value: totalPicoUsd,
    })
  }
  return {
    provider: results[0]!.pricing.provider,
    usage: call.usage,
    cost: {
      ...main,
      inputPicoUsd,
      outputPicoUsd,
      totalPicoUsd,
      status: leastSure.find((status) => costs.some((cost) => cost.status === status)) ?? 'priced',
      isEstimated: costs.some((cost) => cost.isEstimated),
    },
    flags: [...new Set(results.flatMap((result) => result.flags))],
  }
}
