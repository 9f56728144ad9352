import { picoToUsdString, QuotaExceededError, TokentollError, type BudgetState } from '@tokentoll/core'

/** The error for a call that would pass a limit. */
export function quotaExceeded(state: BudgetState, requestedPicoUsd: bigint): QuotaExceededError {
  const committed = state.usedPicoUsd + state.reservedPicoUsd
  return new QuotaExceededError(
    `The ${describe(state)} of $${picoToUsdString(state.limitPicoUsd)} has no room for a call of ` +
      `$${picoToUsdString(requestedPicoUsd)}: $${picoToUsdString(committed)} is spent or held`,
    details(state, requestedPicoUsd),
  )
}

/** The error for a call whose cost nobody can say. */
export function unpricedRefused(state: BudgetState, model: string): QuotaExceededError {
  return new QuotaExceededError(
    `The ${describe(state)} refuses the model "${model}", which has no price: add its price to the price book, ` +
      `or set onUnpriced of this budget`,
    details(state, 0n),
  )
}

/** The error for a call that a budget would have to be asked for, which cannot be asked. */
export function budgetUnavailable(budgetId: string, cause: unknown): TokentollError {
  return new TokentollError({
    code: 'budget_unavailable',
    problem: 'The budget cannot be checked, and it refuses calls in that case',
    remedy: "Restore the budget store, or set onUnavailable of this budget to 'open'",
    field: 'budget',
    value: budgetId,
    cause,
  })
}

function describe({ scope, key, period, budgetId }: BudgetState): string {
  const owner = scope === 'platform' ? 'the platform' : `${scope} "${key}"`
  return `${period} budget "${budgetId}" of ${owner}`
}

function details(state: BudgetState, requestedPicoUsd: bigint): QuotaExceededError['details'] {
  return {
    budgetId: state.budgetId,
    scope: state.scope,
    key: state.key,
    period: state.period,
    limitPicoUsd: state.limitPicoUsd,
    usedPicoUsd: state.usedPicoUsd,
    reservedPicoUsd: state.reservedPicoUsd,
    requestedPicoUsd,
    resetsAt: state.periodEnd,
  }
}
