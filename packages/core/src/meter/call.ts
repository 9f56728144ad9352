import type { PriceValue, Usage } from '@tokentoll/pricing'
import type { Attribution } from '../attribution/attribution.ts'
import type {
  CallError,
  CallOperation,
  CallOutcome,
  CostRecord,
  RecordFlag,
  UsageConfidence,
  UsageSource,
} from '../record/cost-record.ts'
import type { Reservation } from '../contracts/spend-gate.ts'

/** What is known when a call starts. */
export interface CallStart {
  readonly provider: string
  readonly model: string
  readonly operation?: CallOperation
  /** Which way in, e.g. `langchain`. */
  readonly integration: string
  /** Attribution found in the call's own metadata. The running context wins over it, field by field. */
  readonly attribution?: Attribution | undefined
  readonly runId?: string | undefined
  readonly parentRunId?: string | undefined
  /**
   * The adapter starts a call once, when it is made: what ended before that was another call, even if a server
   * gave both the same response id. Such a record gets an id of its own and the flag `response_id_reused`.
   * Default: the same response id is the same call.
   */
  readonly oneRunPerCall?: boolean
  readonly streamed?: boolean | undefined
  /** Epoch milliseconds; default: the meter's clock. */
  readonly startedAt?: number | undefined
  /** Tier asked for; used, flagged, when the response does not say which one served. */
  readonly requestedServiceTier?: string | undefined
  readonly region?: string | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

/** What is known when a call ends, however it ended. */
export interface CallEnd {
  readonly outcome?: CallOutcome
  readonly usage?: Usage | undefined
  readonly usageSource?: UsageSource
  readonly usageConfidence?: UsageConfidence
  /** The provider that answered, when it is another than the one asked. */
  readonly provider?: string | undefined
  /** The model that answered. */
  readonly model?: string | undefined
  readonly responseId?: string | undefined
  readonly serviceTier?: string | undefined
  readonly region?: string | undefined
  readonly reportedCostUsd?: PriceValue | undefined
  readonly finishReason?: string | undefined
  readonly retries?: number | undefined
  /** A framework's response cache answered: the cost is booked as 0, the price as saved. */
  readonly cached?: boolean
  readonly error?: CallError | undefined
  readonly flags?: readonly RecordFlag[]
  readonly endedAt?: number | undefined
  /** Milliseconds, when the end was not watched; `null`: nobody knows. Default: from start to end. */
  readonly durationMs?: number | null | undefined
  /** Whether the answer was streamed, when only its end tells. */
  readonly streamed?: boolean | undefined
  /**
   * An estimate of a call that may still end, e.g. a stream that nobody seems to read. A later `end` books
   * what really happened as a record that `corrects` this one.
   */
  readonly provisional?: boolean
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  /**
   * Complete split of `usage` by model, when one response was billed at several models' prices (Anthropic
   * `usage.iterations`): each part is priced by its own model (an empty one: the response's), and the parts
   * add up to `usage`.
   */
  readonly parts?: readonly { readonly model: string; readonly usage: Usage }[] | undefined
}

/**
 * A call under way. Attribution and trace context were captured when it was made: ending it in another
 * request's context books it to the right tenant all the same. Ending it twice books it once.
 */
export interface OpenCall {
  readonly id: string
  readonly attribution: Attribution
  readonly startedAt: number
  readonly reservation: Reservation | undefined
  /**
   * Books the call. Never throws. Undefined when it was booked already or could not be built. Only a
   * provisional end may be followed by another.
   */
  end(end: CallEnd): CostRecord | undefined
}
