/** A budget's state, for gauges and reports. Amounts are exact picodollars. */
export interface BudgetState {
  readonly budgetId: string
  /** Scope as `tenant`, `user`, `task`, `conversation` or `platform`, and the key inside it. */
  readonly scope: string
  readonly key: string
  readonly tenantId?: string | undefined
  readonly period: string
  readonly periodStart: Date
  readonly periodEnd: Date | undefined
  readonly limitPicoUsd: bigint
  readonly usedPicoUsd: bigint
  readonly reservedPicoUsd: bigint
}

/** Reads the budgets that are set and how far they are used. */
export interface BudgetReader {
  budgets(): Promise<readonly BudgetState[]>
}
