import type { Attribution, BudgetState } from '@tokentoll/core'

/** Something a team wants to hear of. Amounts are exact picodollars. */
export type BudgetEvent =
  /**
   * Spend passed a share of the limit: once per threshold, period and account of a store, whether calls of this
   * process or what the ledger says brought it there. 1 is the limit itself.
   */
  | {
      readonly type: 'threshold'
      readonly threshold: number
      readonly at: Date
      readonly budget: BudgetState
    }
  /** A call was refused. */
  | (CallEvent & { readonly type: 'refused' })
  /** A call was sent to a cheaper model. */
  | (CallEvent & { readonly type: 'downgraded'; readonly downgradeTo: string })
  /** The store could not be asked; `decision` is what became of the call. */
  | {
      readonly type: 'unavailable'
      readonly at: Date
      readonly decision: 'allowed' | 'refused' | 'unsettled'
      readonly error: unknown
    }

/** What all events of one call have. */
export interface CallEvent {
  readonly at: Date
  readonly budget: BudgetState
  readonly attribution: Attribution
  readonly provider: string
  readonly model: string
  readonly requestedPicoUsd: bigint
}
