import { parseUsdToPico, TokentollError } from '@tokentoll/core'
import type { Budget, BudgetPeriod, BudgetScope, ExceededPolicy } from './budget.ts'

/** A budget with its defaults, checked. */
export interface ResolvedBudget {
  readonly id: string
  readonly scope: BudgetScope
  /** Undefined: each. */
  readonly key: string | undefined
  /** Undefined: each, or for tasks, with `isPerTenant` false, all together. */
  readonly tenantId: string | undefined
  readonly isPerTenant: boolean
  readonly period: BudgetPeriod
  readonly timeZone: string
  readonly limitPicoUsd: bigint
  readonly onExceeded: ExceededPolicy
  readonly isEnforced: boolean
  /** Picodollars held for a call without a price; undefined: it is refused. */
  readonly unpricedPicoUsd: bigint | undefined
  readonly onUnavailable: 'open' | 'closed'
  readonly thresholds: readonly number[]
}

const scopes: readonly string[] = ['platform', 'tenant', 'user', 'task', 'conversation']
const periods: readonly string[] = ['day', 'month', 'lifetime']

/** Checks a budget and fills in its defaults; throws `budget_invalid`. */
export function resolveBudget(budget: Budget): ResolvedBudget {
  const { id, scope, period, timeZone = 'UTC', onExceeded = 'block', thresholds = [0.9, 1] } = budget
  if (typeof id !== 'string' || id === '') invalid('id', id, 'Give every budget a name of its own')
  if (!scopes.includes(scope)) invalid('scope', scope, `Give one of ${scopes.join(', ')}`)
  if (!periods.includes(period)) invalid('period', period, `Give one of ${periods.join(', ')}`)
  if (!isTimeZone(timeZone)) invalid('timeZone', timeZone, 'Give an IANA name such as Europe/Paris')
  if (!thresholds.every((share) => share > 0 && Number.isFinite(share))) {
    invalid('thresholds', thresholds, 'Give shares of the limit above 0, such as 0.9 for 90 %')
  }
  const isEnforced = onExceeded === 'block'
  const isPerTenant = scope === 'user' || scope === 'conversation' || budget.tenantId !== undefined
  return {
    id,
    scope,
    key: named(budget.key),
    tenantId: named(budget.tenantId),
    isPerTenant,
    period,
    timeZone,
    limitPicoUsd: amount('limitUsd', budget.limitUsd),
    onExceeded,
    isEnforced,
    unpricedPicoUsd: unpriced(budget, isEnforced),
    onUnavailable: budget.onUnavailable ?? (isEnforced ? 'closed' : 'open'),
    thresholds: thresholds.toSorted((a, b) => a - b),
  }
}

/** Held for a call that may cost anything and counts as nothing: it still finds a budget that is used up. */
export const leastPicoUsd = 1n

function unpriced(budget: Budget, isEnforced: boolean): bigint | undefined {
  const policy = budget.onUnpriced ?? (isEnforced ? 'block' : 'allow')
  if (policy === 'block') return undefined
  return policy === 'allow' ? leastPicoUsd : amount('onUnpriced.reserveUsd', policy.reserveUsd)
}

function amount(field: string, value: Budget['limitUsd']): bigint {
  const pico = BigInt(parseUsdToPico(value))
  return pico >= 0n ? pico : invalid(field, value, 'Give an amount from 0')
}

function named(name: string | undefined): string | undefined {
  return name === '*' ? undefined : name
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

function invalid(field: string, value: unknown, remedy: string): never {
  throw new TokentollError({ code: 'budget_invalid', problem: 'Not a budget', field, value, remedy })
}
