import type { CostRecord } from '../record/cost-record.ts'
import type { Attribution } from '../attribution/attribution.ts'

/** What a call is about to spend, asked before it is made. */
export interface SpendRequest {
  /** Unique per call; reserving twice with one id holds the amount once. */
  readonly id: string
  readonly provider: string
  readonly model: string
  readonly attribution: Attribution
  /** Expected cost in picodollars; undefined when the model has no price: the gate's policy decides then. */
  readonly estimatedPicoUsd: number | undefined
  /** Start of the call, epoch milliseconds. */
  readonly at: number
}

/** An amount held against every budget that applies, until it is settled, released, or expires. */
export interface Reservation {
  readonly id: string
  readonly heldPicoUsd: number
  /** Set when a budget's policy asks for a cheaper model instead of a refusal. */
  readonly downgradeTo?: string | undefined
}

/** Holds calls against budgets. */
export interface SpendGate {
  /** Holds the expected amount in all scopes or none; rejects with `QuotaExceededError` when a hard limit would be passed. */
  reserve(request: SpendRequest): Promise<Reservation>
  /** Replaces the held amount by what the call really cost, even when it is more. */
  settle(reservation: Reservation, record: CostRecord): Promise<void>
  /** Gives the held amount back: the call was not made. */
  release(reservation: Reservation): Promise<void>
  /**
   * Counts spend for which nothing was reserved: calls that were booked by hand, and what a correction costs
   * more than the estimate it replaces. Once per record.
   */
  charge?(record: CostRecord, amountPicoUsd: number): Promise<void>
}
