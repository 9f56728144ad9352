import { picoToUsdString, TokentollError } from '@tokentoll/core'
import { createAccounts } from './accounts.ts'
import type { Budgets, BudgetsOptions } from './budgets.ts'
import { chargeOf, chargesOf, type Charge } from './charge.ts'
import type { BudgetContext } from './context.ts'
import { listStates } from './list-states.ts'
import { createPeriodWindows } from './period-window.ts'
import { reserve } from './reserve.ts'
import { resolveBudget, type ResolvedBudget } from './resolve-budget.ts'
import { charge, release, settle } from './settle.ts'
import { createMemoryBudgetStore } from './store/memory-store.ts'
import { createThresholds } from './thresholds.ts'
import { within } from './within.ts'

/**
 * Makes budgets: a gate that holds the expected cost of each call before it is made, in all budgets that apply or
 * in none, and replaces it by the real cost afterwards. Hand it to `createMeter` as `gate`.
 *
 * @throws TokentollError `budget_invalid`, `invalid_option`.
 */
export function createBudgets(options: BudgetsOptions = {}): Budgets {
  const { store = createMemoryBudgetStore(), reader, clock = Date.now } = options
  const storeTimeoutMs = duration('storeTimeoutMs', options.storeTimeoutMs ?? 1000)
  const readerTimeoutMs = duration('readerTimeoutMs', options.readerTimeoutMs ?? 10_000)
  const reconcileMs = duration('reconcileMs', options.reconcileMs ?? 60_000)
  const budgets = new Map<string, ResolvedBudget>()
  const windows = createPeriodWindows()
  const emit: BudgetContext['emit'] = (event) => {
    try {
      options.onEvent?.(event)
    } catch {
      // A listener that fails must not fail the call.
    }
  }
  const tellThresholds = createThresholds(clock, emit)
  const accounts = createAccounts(store, reader, (charge, account) => {
    // Accounts are looked after for long: the budget may have another limit by now, or be gone.
    const budget = budgets.get(charge.budget.id)
    if (budget !== undefined) tellThresholds({ ...charge, budget }, account)
  })
  const context: BudgetContext = {
    store,
    accounts,
    clock,
    holdTtlMs: duration('holdTtlMs', options.holdTtlMs ?? 15 * 60_000),
    ask: (work) => within('store', storeTimeoutMs, work),
    read: (work) => within('reader', readerTimeoutMs, work),
    charged: new WeakMap(),
    counts: { refusals: 0, downgrades: 0, storeErrors: 0 },
    emit,
    tellThresholds,
  }
  const setBudget: Budgets['setBudget'] = (budget) => {
    const resolved = resolveBudget(budget)
    budgets.set(resolved.id, resolved)
  }
  for (const budget of options.budgets ?? []) {
    if (budgets.has(budget.id)) throw duplicateId(budget.id)
    setBudget(budget)
  }

  // What other processes with accounts of their own have spent is in the ledger: look there now and then.
  let reconciledAt = clock()
  const reconcile = (): void => {
    const now = clock()
    if (reader === undefined || now - reconciledAt < reconcileMs) return
    reconciledAt = now
    accounts.reconcile(now).catch((error: unknown) => {
      context.counts.storeErrors += 1
      context.emit({ type: 'unavailable', at: new Date(now), decision: 'unsettled', error })
    })
  }

  const named = (): readonly Charge[] =>
    [...budgets.values()].flatMap((budget) => {
      const { scope, key, tenantId, isPerTenant } = budget
      const isOne = scope === 'platform' || (key !== undefined && (!isPerTenant || tenantId !== undefined))
      const owner = { key: key ?? '', tenantId: scope === 'tenant' ? key : tenantId }
      return isOne ? [chargeOf(budget, owner, windows(budget.period, budget.timeZone, clock()))] : []
    })
  const chargesNow = (attribution: Parameters<Budgets['budgetsFor']>[0]): readonly Charge[] =>
    chargesOf(budgets.values(), attribution, clock(), windows)

  return {
    reserve: (request) => {
      reconcile()
      return reserve(context, budgets.values(), windows, request)
    },
    settle: (reservation, record) => settle(context, reservation, record),
    release: (reservation) => release(context, reservation),
    charge: (record, amountPicoUsd) => {
      const charges = chargesOf(budgets.values(), record.attribution, record.timestamp, windows)
      return charge(context, charges, record, amountPicoUsd).then(reconcile)
    },
    setBudget,
    removeBudget: (id) => budgets.delete(id),
    budgets() {
      const running = [...named(), ...accounts.seen(clock())]
      const current = running.flatMap((charge) => {
        // Limits may have changed since, and budgets may be gone.
        const budget = budgets.get(charge.budget.id)
        return budget === undefined ? [] : [{ ...charge, budget }]
      })
      return listStates(context, [...new Map(current.map((charge) => [charge.account, charge])).values()])
    },
    budgetsFor: (attribution) => listStates(context, chargesNow(attribution)),
    async getUserQuota(tenantId, userId) {
      const limits = chargesNow({ tenantId, userId })
        .filter(({ budget }) => budget.scope === 'user' && budget.period === 'month')
        .map(({ budget }) => budget.limitPicoUsd)
      const lowest = limits.reduce<bigint | undefined>(
        (least, limit) => (least === undefined || limit < least ? limit : least),
        undefined,
      )
      return lowest === undefined ? undefined : Number(picoToUsdString(lowest))
    },
    health: () => ({ ...context.counts }),
  }
}

function duration(field: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value
  throw new TokentollError({
    code: 'invalid_option',
    problem: 'Not a duration',
    remedy: 'Give milliseconds above 0, or leave the option out for its default',
    field,
    value,
  })
}

function duplicateId(id: string): TokentollError {
  return new TokentollError({
    code: 'budget_invalid',
    problem: 'Two budgets have the same id',
    remedy: 'Give every budget a name of its own',
    field: 'id',
    value: id,
  })
}
