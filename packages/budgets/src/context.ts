import type { Reservation } from '@tokentoll/core'
import type { Accounts } from './accounts.ts'
import type { Charge } from './charge.ts'
import type { BudgetEvent } from './event.ts'
import type { BudgetStore } from './store/budget-store.ts'
import type { TellThresholds } from './thresholds.ts'

/** What the parts of one `createBudgets` share. */
export interface BudgetContext {
  readonly store: BudgetStore
  readonly accounts: Accounts
  readonly clock: () => number
  readonly holdTtlMs: number
  /** Waits for the reader, for a bounded time. */
  readonly read: <Result>(work: Promise<Result>) => Promise<Result>
  /** Waits for the store, for a bounded time. */
  readonly ask: <Result>(work: Promise<Result>) => Promise<Result>
  readonly emit: (event: BudgetEvent) => void
  readonly tellThresholds: TellThresholds
  /** Where the amounts of each reservation are held. */
  readonly charged: WeakMap<Reservation, readonly ChargedAmount[]>
  readonly counts: { refusals: number; downgrades: number; storeErrors: number }
}

/** An amount held, or tried to be held, in one account. */
export interface ChargedAmount {
  readonly charge: Charge
  readonly amountPicoUsd: bigint
}
