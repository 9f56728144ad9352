import type { Attribution, SpendQuery } from '@tokentoll/core'
import type { PeriodWindow, PeriodWindows } from './period-window.ts'
import type { ResolvedBudget } from './resolve-budget.ts'

/** One budget that a call counts against, with the account in which it does. */
export interface Charge {
  readonly budget: ResolvedBudget
  /** Name of the account: budget, period and whose it is. */
  readonly account: string
  readonly key: string
  readonly tenantId: string | undefined
  readonly window: PeriodWindow
}

/** The budgets that a call counts against. */
export function chargesOf(
  budgets: Iterable<ResolvedBudget>,
  attribution: Attribution,
  at: number,
  windows: PeriodWindows,
): readonly Charge[] {
  const charges: Charge[] = []
  // Who is named is held to his own limit, not to that of everybody.
  const mostSpecific = new Map<string, number>()
  for (const budget of budgets) {
    const owner = ownerOf(budget, attribution)
    if (owner === undefined) continue
    const rank = specificity(budget)
    const rival = `${budget.scope} ${budget.period}`
    mostSpecific.set(rival, Math.max(mostSpecific.get(rival) ?? 0, rank))
    charges.push(chargeOf(budget, owner, windows(budget.period, budget.timeZone, at)))
  }
  return charges.filter(
    ({ budget }) => specificity(budget) === mostSpecific.get(`${budget.scope} ${budget.period}`),
  )
}

/** Whose spend an account holds. */
export interface Owner {
  readonly key: string
  readonly tenantId: string | undefined
}

export function chargeOf(budget: ResolvedBudget, owner: Owner, window: PeriodWindow): Charge {
  const names = [budget.id, window.start.toISOString(), owner.tenantId ?? '', owner.key]
  return { budget, ...owner, window, account: names.map(encodeURIComponent).join(':') }
}

/** The ledger's question for what an account has used so far. */
export function spendOf({ budget, key, tenantId, window }: Charge): SpendQuery {
  const ofTenant = budget.isPerTenant ? { tenantId: tenantId ?? '' } : {}
  const where = {
    platform: {},
    tenant: { tenantId: key },
    user: { ...ofTenant, userId: key },
    task: { ...ofTenant, task: key },
    conversation: { ...ofTenant, conversationId: key },
  }[budget.scope]
  const from = budget.period === 'lifetime' ? undefined : window.start
  return { by: [], where, from, to: window.end, activeUsers: false }
}

function ownerOf(budget: ResolvedBudget, attribution: Attribution): Owner | undefined {
  const { scope, isPerTenant } = budget
  if (scope === 'platform') return { key: '', tenantId: undefined }
  const key = {
    tenant: attribution.tenantId,
    user: attribution.userId,
    task: attribution.task,
    conversation: attribution.conversationId,
  }[scope]
  if (key === undefined || (budget.key !== undefined && budget.key !== key)) return undefined
  if (scope === 'tenant') return { key, tenantId: key }
  if (!isPerTenant) return { key, tenantId: undefined }
  if (budget.tenantId !== undefined && budget.tenantId !== attribution.tenantId) return undefined
  return { key, tenantId: attribution.tenantId }
}

function specificity(budget: ResolvedBudget): number {
  return (budget.key === undefined ? 0 : 2) + (budget.tenantId === undefined ? 0 : 1)
}
