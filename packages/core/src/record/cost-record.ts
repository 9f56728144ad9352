import type { CostStatus, ModelMatch, PricingFlag, Usage } from '@tokentoll/pricing'
import type { Attribution } from '../attribution/attribution.ts'

/** How a call ended. `refused`: a budget stopped it before the provider was asked. `abandoned`: nobody read the stream. */
export type CallOutcome = 'success' | 'error' | 'aborted' | 'abandoned' | 'refused'

/** What the call asked the model to do. */
export type CallOperation =
  | 'chat'
  | 'text_completion'
  | 'embeddings'
  | 'rerank'
  | 'image'
  | 'speech'
  | 'transcription'
  | 'other'

/** Where the token counts came from, best first. */
export type UsageSource =
  | 'wire'
  | 'raw_usage'
  | 'usage_metadata'
  | 'sdk_usage'
  | 'token_usage'
  | 'caller'
  | 'estimate'
  | 'missing'

/** How far the counts can be trusted. `repaired`: a known defect of the source was undone. */
export type UsageConfidence = 'exact' | 'repaired' | 'estimated' | 'missing'

/** What was unusual about a record; each is a counter on the health dashboard. */
export type RecordFlag =
  | PricingFlag
  | 'usage_shape_unknown'
  | 'total_mismatch'
  | 'cache_write_ttl_unknown'
  | 'service_tier_requested_only'
  /** The provider has dearer and cheaper tiers, and nobody said which one served: the standard price was taken. */
  | 'service_tier_unknown'
  /** A unit (image, search) has several prices, by size, quality or kind, and the booked one may be another. */
  | 'unit_variant_unknown'
  | 'attribution_missing'
  | 'attribution_conflict'
  | 'partial_output'
  /** The start that was given is no instant from 2000 to 2199; the meter's clock was taken. */
  | 'timestamp_invalid'
  /** The provider gave the same response id to two calls; the second one was booked under an id of its own. */
  | 'response_id_reused'
  /** The provider reported a cost of 0 for a call that used tokens: booked as reported, worth a look. */
  | 'reported_zero'

/** The cost as it was booked: integers in picodollars, `input + output === total`. */
export interface RecordedCost {
  readonly inputPicoUsd: number
  readonly outputPicoUsd: number
  readonly totalPicoUsd: number
  readonly status: CostStatus
  readonly isEstimated: boolean
  readonly priceVersion: string
  readonly pricedModel: string
  readonly matchedBy: ModelMatch
  readonly serviceTier: string
  readonly reportedGapPicoUsd?: number | undefined
}

/** Why a call failed, without its stack and without the prompt. */
export interface CallError {
  readonly name: string
  readonly message: string
  /** HTTP status of the provider, when there was one. */
  readonly status?: number | undefined
}

/** One model call, priced and attributed. Immutable. The same `id` is booked once, however often it is delivered. */
export interface CostRecord {
  /** Idempotency key: `provider:response id` where the provider gave one, else the run's id. */
  readonly id: string
  /** Start of the call, epoch milliseconds: decides the price and the billing period. */
  readonly timestamp: number
  /** Milliseconds from start to end; undefined when the end was never seen. */
  readonly durationMs?: number | undefined
  readonly operation: CallOperation
  /** Canonical provider name, e.g. `openai`, `anthropic`, `google`. */
  readonly provider: string
  /** The model that answered, else the one asked for. */
  readonly model: string
  readonly requestModel?: string | undefined
  readonly attribution: Attribution
  readonly usage: Usage
  readonly usageSource: UsageSource
  readonly usageConfidence: UsageConfidence
  readonly cost: RecordedCost
  readonly outcome: CallOutcome
  /** True when a framework's response cache answered: the cost is 0 and `savedPicoUsd` says what it would have been. */
  readonly cached: boolean
  readonly savedPicoUsd?: number | undefined
  readonly flags: readonly RecordFlag[]
  readonly responseId?: string | undefined
  readonly runId?: string | undefined
  readonly parentRunId?: string | undefined
  readonly traceId?: string | undefined
  readonly spanId?: string | undefined
  readonly finishReason?: string | undefined
  /** Attempts before this one that failed and were retried by the client. */
  readonly retries?: number | undefined
  readonly streamed?: boolean | undefined
  readonly error?: CallError | undefined
  /** Which way in booked it, e.g. `langchain`, `ai-sdk`, `manual`. */
  readonly integration: string
  /** Service (process) that made the call, for several services on one ledger. */
  readonly service?: string | undefined
  /** Allow-listed extra facts, JSON values only. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /** Id of an earlier record that this one replaces, e.g. real usage after an estimate. */
  readonly corrects?: string | undefined
}
