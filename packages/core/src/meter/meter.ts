import type { PriceBook, Usage } from '@tokentoll/pricing'
import type { Attribution } from '../attribution/attribution.ts'
import type { CostSink } from '../contracts/cost-sink.ts'
import type { Reservation, SpendGate } from '../contracts/spend-gate.ts'
import type { CostRecord } from '../record/cost-record.ts'
import type { CallEnd, CallStart, OpenCall } from './call.ts'

/** What a meter did so far; every number only grows. */
export interface MeterHealth {
  readonly recorded: number
  /** Records that a sink refused, by sink name. */
  readonly sinkErrors: Readonly<Record<string, number>>
  /** Calls that could not be turned into a record at all. */
  readonly droppedRecords: number
  readonly duplicates: number
  readonly flags: Readonly<Record<string, number>>
  readonly unattributed: number
  readonly gateErrors: number
}

/** Options of `createMeter`. */
export interface MeterOptions {
  /** Default: `createPriceBook()`. */
  readonly prices?: PriceBook
  readonly sinks?: readonly CostSink[]
  /** Asked before each call; default: every call may be made. */
  readonly gate?: SpendGate
  /** What happens to a call when the gate itself fails: `open` lets it pass (default), `closed` refuses it. */
  readonly onGateFailure?: 'open' | 'closed'
  /** A further trusted source of attribution behind `withAttribution`, e.g. OpenTelemetry baggage. Asked once per call. */
  readonly attribution?: () => Attribution | undefined
  /** The trace a call belongs to; default: none. `@tokentoll/otel` supplies the active span. */
  readonly trace?: () => { readonly traceId: string; readonly spanId: string } | undefined
  /** Epoch milliseconds; default `Date.now`. */
  readonly clock?: () => number
  /** Unique ids; default: UUID version 7. */
  readonly ids?: () => string
  /** Put on every record. */
  readonly service?: string
  /** Default expected output tokens per call for reservations when the caller gives none: 1,024. */
  readonly expectedOutputTokens?: number
  /**
   * How many record ids are remembered against double delivery, the newer half of them at least; default
   * 100,000, about 10 MB when full. Ids are compared as a whole, not by a hash.
   */
  readonly dedupeSize?: number
  /** Longest time that `flush` waits for each sink, and `close` too; default 30,000 ms. What takes longer is counted. */
  readonly flushTimeoutMs?: number
  /**
   * Longest time that a call waits for the gate; default 5,000 ms. Then `onGateFailure` decides, and what the
   * gate grants afterwards is given back.
   */
  readonly gateTimeoutMs?: number
  /** Called once per kind of trouble; default: `process.emitWarning`. */
  readonly onWarning?: (message: string, cause?: unknown) => void
}

/** How large a call is expected to be. What the model has no price for is held as nothing. */
export interface ExpectedUsage {
  /** Default 0. */
  readonly inputTokens?: number
  /** Default: `expectedOutputTokens` of the meter. */
  readonly outputTokens?: number
  /** Images, characters, seconds: what is billed besides tokens, or instead of them. */
  readonly units?: Usage['units']
}

/** Asks the gate for one call. */
export interface Authorization {
  readonly reservation: Reservation | undefined
  /** The model to call instead, when a budget asks for a cheaper one. */
  readonly downgradeTo: string | undefined
}

/** Prices, attributes and books calls. Made by `createMeter`; holds no state outside itself. */
export interface Meter {
  readonly prices: PriceBook
  /** The gate, when there is one: adapters skip the asynchronous question without it. */
  readonly gate: SpendGate | undefined
  /** Opens a call: captures attribution and time now, synchronously. Never throws. */
  start(call: CallStart, reservation?: Reservation): OpenCall
  /** Start and end in one, for calls that are over. Never throws. */
  record(call: CallStart & CallEnd): CostRecord | undefined
  /**
   * Holds the expected cost of a call against the budgets. Rejects only with a refusal (`isRefusal`): a
   * `QuotaExceededError`, or code `budget_unavailable` when a hard budget's store is away. The refusal is
   * booked as a record with outcome `refused`. Any other failure of the gate is counted and decided by
   * `onGateFailure`.
   */
  authorize(call: CallStart & ExpectedUsage): Promise<Authorization>
  /** Gives a reservation back whose call was never made. */
  release(reservation: Reservation): void
  /**
   * Hands the sinks a record that was made elsewhere, e.g. in another process. One that this meter delivered
   * before is dropped: a sink that took it must not count it twice.
   */
  deliver(record: CostRecord): void
  health(): MeterHealth
  /**
   * For adapters, which alone know of calls that may never end by themselves (a stream that nobody reads):
   * `finishOpen` books what is still under way as an estimate, with a provisional end, so that nothing is
   * lost and no reservation stays held. Called by `close` before anything else, and by
   * `flush({ open: 'abandon' })`. Register once for each meter. Returns what takes it back.
   */
  beforeClose(finishOpen: () => void): () => void
  /**
   * Resolves when all sinks have made durable what they took, or their time is over. Never rejects. Calls
   * under way are left alone, unless `open` is `abandon`: then they are booked as they stand, marked as
   * estimates, and corrected should they end after all. For a process that may be frozen or stopped at any
   * time.
   */
  flush(options?: FlushOptions): Promise<void>
  /**
   * Books what is still under way as abandoned, then flushes and closes the sinks, the last of the list
   * first. Safe to call twice.
   */
  close(): Promise<void>
}

/** What `flush` does besides waiting. */
export interface FlushOptions {
  /** What becomes of calls under way; default `keep`. */
  readonly open?: 'keep' | 'abandon'
}
