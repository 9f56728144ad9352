import type { PriceBook } from '@tokentoll/pricing'
import type { CallFacts } from './build-record.ts'
import type { CallStart } from './call.ts'
import type { ExpectedUsage } from './meter.ts'

/** What a call is expected to cost, in picodollars; undefined when its model has no price. */
export function expectedCost(
  prices: PriceBook,
  facts: CallFacts,
  call: CallStart & ExpectedUsage,
  expectedOutputTokens: number,
): number | undefined {
  const result = prices.calculate({
    provider: call.provider,
    model: call.model,
    usage: {
      inputTokens: call.inputTokens ?? 0,
      outputTokens: call.outputTokens ?? expectedOutputTokens,
      units: call.units,
    },
    at: facts.startedAt,
    serviceTier: call.requestedServiceTier,
    region: call.region,
    tenantId: facts.attribution.tenantId,
  })
  return result.status === 'unpriced' ? undefined : result.totalPicoUsd
}
