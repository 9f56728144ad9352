import type { PriceBook } from '@tokentoll/pricing'
import type { CallFacts } from './build-record.ts'
import type { CallStart } from './call.ts'

/** What a call is expected to cost, in picodollars; undefined when its model has no price. */
export function expectedCost(
  prices: PriceBook,
  facts: CallFacts,
  call: CallStart & { readonly inputTokens?: number; readonly outputTokens?: number },
  expectedOutputTokens: number,
): number | undefined {
  const result = prices.calculate({
    provider: call.provider,
    model: call.model,
    usage: { inputTokens: call.inputTokens ?? 0, outputTokens: call.outputTokens ?? expectedOutputTokens },
    at: facts.startedAt,
    serviceTier: call.requestedServiceTier,
    region: call.region,
    tenantId: facts.attribution.tenantId,
  })
  return result.status === 'unpriced' ? undefined : result.totalPicoUsd
}
