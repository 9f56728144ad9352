import type { Attribution, BudgetReader, BudgetState, SpendGate, SpendReader } from '@tokentoll/core'
import type { Budget } from './budget.ts'
import type { BudgetEvent } from './event.ts'
import type { BudgetStore } from './store/budget-store.ts'

/** Options of `createBudgets`. */
export interface BudgetsOptions {
  readonly budgets?: readonly Budget[]
  /** Default: `createMemoryBudgetStore()`. */
  readonly store?: BudgetStore
  /** Says what was spent before an account was opened, e.g. a ledger. Without it every account begins at 0. */
  readonly reader?: SpendReader
  /** Epoch milliseconds; default `Date.now`. */
  readonly clock?: () => number
  /** After how long a hold that nobody settled or released ends; default 15 minutes. */
  readonly holdTtlMs?: number
  /** Longest wait for an answer of the store; default 1,000 ms. */
  readonly storeTimeoutMs?: number
  /** Longest wait for the reader when an account is used for the first time in its period; default 10,000 ms. */
  readonly readerTimeoutMs?: number
  /** How often what the ledger has more of is taken over, for spend of other processes; default 60,000 ms. */
  readonly reconcileMs?: number
  /** Called synchronously; what it throws is ignored. */
  readonly onEvent?: (event: BudgetEvent) => void
}

/** What the budgets did; counts only grow. */
export interface BudgetsHealth {
  readonly refusals: number
  readonly downgrades: number
  /** Holds, settlements and releases that failed because the store was away. */
  readonly storeErrors: number
}

/** Limits on spend, asked before each call and told after it. */
export interface Budgets extends Required<SpendGate>, BudgetReader {
  /** Adds a budget, or replaces the one with the same id, at once. Throws `budget_invalid`. */
  setBudget(budget: Budget): void
  /** Takes a budget away; false when there was none. */
  removeBudget(id: string): boolean
  /** The budgets that a call with this attribution would count against, and how far they are used. */
  budgetsFor(attribution: Attribution): Promise<readonly BudgetState[]>
  /** The user's limit for the running month in USD, the lowest if there are several; undefined: no limit. */
  getUserQuota(tenantId: string, userId: string): Promise<number | undefined>
  health(): BudgetsHealth
}
