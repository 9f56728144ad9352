import type { PriceBook, Usage } from '@tokentoll/pricing'
import type { Attribution } from '../attribution/attribution.ts'
import type { CallOutcome, CostRecord, RecordedCost, RecordFlag } from '../record/cost-record.ts'
import { noFlags } from '../record/no-flags.ts'
import { recordId } from '../record/record-id.ts'
import type { CallEnd, CallStart } from './call.ts'
import { hasCounts, priceCall, type PriceResult } from './price-call.ts'

/** What was captured when the call started. */
export interface CallFacts {
  readonly call: CallStart
  readonly attribution: Attribution
  /** The call's own metadata named another tenant or user than the trusted context. */
  readonly hasConflict: boolean
  readonly startedAt: number
  readonly trace: { readonly traceId: string; readonly spanId: string } | undefined
  readonly runId: string
  readonly service: string | undefined
  /** What was wrong with the call's own facts. */
  readonly flags: readonly RecordFlag[]
}

/** Prices a finished call and makes its record. */
export function buildRecord(prices: PriceBook, facts: CallFacts, end: CallEnd, now: number): CostRecord {
  const { call, attribution, startedAt } = facts
  const outcome = end.outcome ?? 'success'
  const model = nonEmpty(end.model) ?? nonEmpty(call.model) ?? 'unknown'
  const cached = end.cached === true
  const priced = priceCall(prices, {
    provider: nonEmpty(end.provider) ?? nonEmpty(call.provider) ?? 'unknown',
    model,
    usage: knownUsage(end.usage, call) ?? nothingBilled(end, outcome),
    at: startedAt,
    serviceTier: end.serviceTier ?? call.requestedServiceTier,
    region: end.region ?? call.region,
    tenantId: attribution.tenantId,
    reportedCostUsd: end.reportedCostUsd,
    parts: end.parts,
  })
  const missing = isMissing(priced.usage, end)
  const flags = flagsOf(facts, end, priced, missing)
  // Half of the usage is unknown: what is left is a lower bound, never a sure price.
  const isPartial = flags.includes('usage_missing')
  const confidence = missing ? 'missing' : (end.usageConfidence ?? 'exact')
  return {
    id: recordId(priced.provider, end.responseId, facts.runId),
    timestamp: startedAt,
    durationMs: durationOf(end, outcome, now - startedAt),
    operation: call.operation ?? 'chat',
    provider: priced.provider,
    model,
    requestModel: nonEmpty(call.model),
    attribution,
    usage: priced.usage,
    usageSource: missing ? 'missing' : (end.usageSource ?? 'caller'),
    usageConfidence: confidence,
    cost: bookedCost(
      priced.cost,
      cached,
      missing,
      hasNoPrice(priced),
      isPartial || isUncertain(outcome, confidence),
    ),
    outcome,
    cached,
    // What an answer without known usage would have cost is not known either.
    savedPicoUsd: cached && hasCounts(priced.usage) ? priced.cost.totalPicoUsd : undefined,
    flags,
    responseId: end.responseId,
    runId: facts.runId,
    parentRunId: call.parentRunId,
    traceId: facts.trace?.traceId,
    spanId: facts.trace?.spanId,
    finishReason: end.finishReason,
    retries: end.retries,
    streamed: end.streamed ?? call.streamed,
    error: end.error,
    integration: call.integration,
    service: facts.service,
    metadata: call.metadata === undefined ? end.metadata : { ...call.metadata, ...end.metadata },
  }
}

// Nearly no call has a flag, and then it needs no list of its own either.
function flagsOf(
  facts: CallFacts,
  end: CallEnd,
  priced: PriceResult,
  missing: boolean,
): readonly RecordFlag[] {
  const isTierAskedOnly = end.serviceTier === undefined && facts.call.requestedServiceTier !== undefined
  const isUnattributed = facts.attribution.tenantId === undefined
  const isFree = isReportedZero(priced)
  const hasLists = facts.flags.length + priced.flags.length + (end.flags?.length ?? 0) > 0
  if (!hasLists && !isTierAskedOnly && !isUnattributed && !facts.hasConflict && !missing && !isFree)
    return noFlags
  const flags = new Set<RecordFlag>([...facts.flags, ...priced.flags, ...(end.flags ?? [])])
  if (isTierAskedOnly) flags.add('service_tier_requested_only')
  if (isUnattributed) flags.add('attribution_missing')
  if (facts.hasConflict) flags.add('attribution_conflict')
  if (missing) flags.add('usage_missing')
  if (isFree) flags.add('reported_zero')
  return [...flags]
}

// A refused call never reached the provider, and no provider bills an HTTP error: that 0 is known.
function nothingBilled(end: CallEnd, outcome: CallOutcome): Usage {
  const known = outcome === 'refused' || (outcome === 'error' && (end.error?.status ?? 0) >= 400)
  return known ? { inputTokens: 0, outputTokens: 0 } : {}
}

function isMissing(usage: Usage, end: CallEnd): boolean {
  return end.reportedCostUsd === undefined && end.cached !== true && !hasCounts(usage)
}

// Nothing but units, and none of them has a price: that is no estimate of 0.
function hasNoPrice({ cost, usage, flags }: PriceResult): boolean {
  if (cost.totalPicoUsd > 0 || cost.status === 'reported' || !flags.includes('unit_price_missing'))
    return false
  return !(usage.inputTokens ?? 0) && !(usage.outputTokens ?? 0)
}

function isUncertain(outcome: CallOutcome, confidence: CostRecord['usageConfidence']): boolean {
  return outcome === 'aborted' || outcome === 'abandoned' || confidence === 'estimated'
}

function bookedCost(
  cost: RecordedCost,
  cached: boolean,
  missing: boolean,
  unpriced: boolean,
  uncertain: boolean,
): RecordedCost {
  if (cached)
    return {
      ...cost,
      inputPicoUsd: 0,
      outputPicoUsd: 0,
      totalPicoUsd: 0,
      status: 'priced',
      isEstimated: false,
    }
  if (missing || unpriced) return { ...cost, status: 'unpriced', isEstimated: true }
  if (uncertain && cost.status !== 'unpriced') return { ...cost, status: 'estimated', isEstimated: true }
  return cost
}

// Callers without types hand over anything; a name is a text that is not empty.
function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

// These operations have no output tokens: leaving them out is saying 0.
function knownUsage(usage: Usage | null | undefined, call: CallStart): Usage | undefined {
  if (usage === undefined || usage === null) return undefined
  const inputOnly = call.operation === 'embeddings' || call.operation === 'rerank'
  if (!inputOnly || usage.outputTokens !== undefined || usage.inputTokens === undefined) return usage
  return { ...usage, outputTokens: 0 }
}

// Tokens that the provider says cost nothing: free models exist, and so do gateways that leave the cost out.
function isReportedZero({ cost, usage }: { readonly cost: RecordedCost; readonly usage: Usage }): boolean {
  return (
    cost.status === 'reported' &&
    cost.totalPicoUsd === 0 &&
    (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) > 0
  )
}

function durationOf(end: CallEnd, outcome: CallOutcome, measuredMs: number): number | undefined {
  if (end.durationMs === null || (outcome === 'abandoned' && end.durationMs === undefined)) return undefined
  const duration = end.durationMs ?? measuredMs
  return Number.isFinite(duration) ? Math.max(0, duration) : undefined
}
