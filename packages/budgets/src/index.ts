export type { Budget, BudgetPeriod, BudgetScope, ExceededPolicy, UnpricedPolicy } from './budget.ts'
export type { Budgets, BudgetsHealth, BudgetsOptions } from './budgets.ts'
export { createBudgets } from './create-budgets.ts'
export type { BudgetEvent, CallEvent } from './event.ts'
export type {
  AccountBalance,
  BudgetStore,
  Exceeded,
  Hold,
  HoldRequest,
  HoldResult,
  Opening,
  SettledAccount,
  Settlement,
} from './store/budget-store.ts'
export { createMemoryBudgetStore, type MemoryBudgetStoreOptions } from './store/memory-store.ts'
