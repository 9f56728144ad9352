import type { BudgetState } from '@tokentoll/core'
import type { Charge } from './charge.ts'
import type { AccountBalance } from './store/budget-store.ts'

/** An account as others read it. */
export function stateOf(charge: Charge, balance: AccountBalance): BudgetState {
  const { budget, key, tenantId, window } = charge
  return {
    budgetId: budget.id,
    scope: budget.scope,
    key,
    tenantId,
    period: budget.period,
    periodStart: window.start,
    periodEnd: window.end,
    limitPicoUsd: budget.limitPicoUsd,
    usedPicoUsd: balance.usedPicoUsd,
    reservedPicoUsd: balance.reservedPicoUsd,
  }
}
