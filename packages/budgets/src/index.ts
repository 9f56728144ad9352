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
export type { IoredisClient, NodeRedisClient } from './store/redis/client.ts'
export { createRedisBudgetStore, type RedisBudgetStoreOptions } from './store/redis/redis-store.ts'
export {
  createSqlBudgetStore,
  type SqlBudgetStoreOptions,
  type SqlDatabase,
  type SqlDatabaseSession,
} from './store/sql/sql-store.ts'
