import { parseUsdToPico, TokentollError } from '@tokentoll/core'
import type { Budget, BudgetPeriod, BudgetScope, ExceededPolicy, UnpricedPolicy } from './budget.ts'

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
  if (!isObject(budget)) invalid('budget', budget, 'Give an object with id, scope, period and limitUsd')
  const { id, scope, period, timeZone = 'UTC', onExceeded = 'block', thresholds = [0.9, 1] } = budget
  if (typeof id !== 'string' || id === '') invalid('id', id, 'Give every budget a name of its own')
  if (!scopes.includes(scope)) invalid('scope', scope, `Give one of ${scopes.join(', ')}`)
  if (budget.tenantId !== undefined && (scope === 'platform' || scope === 'tenant')) {
    invalid(
      'tenantId',
      budget.tenantId,
      'Name the tenant of a tenant budget in key, and none for the platform',
    )
  }
  if (!periods.includes(period)) invalid('period', period, `Give one of ${periods.join(', ')}`)
  if (!isTimeZone(timeZone)) invalid('timeZone', timeZone, 'Give an IANA name such as Europe/Paris')
  if (!isExceededPolicy(onExceeded)) {
    invalid('onExceeded', onExceeded, "Give 'block', 'allow', or { downgradeTo } with the name of a model")
  }
  const isEnforced = onExceeded === 'block'
  const { onUnpriced = isEnforced ? 'block' : 'allow', onUnavailable = isEnforced ? 'closed' : 'open' } =
    budget
  if (!isUnpricedPolicy(onUnpriced)) {
    invalid('onUnpriced', onUnpriced, "Give 'block', 'allow', or { reserveUsd } with an amount")
  }
  if (!['open', 'closed'].includes(onUnavailable)) {
    invalid('onUnavailable', onUnavailable, "Give 'open' or 'closed'")
  }
  if (!Array.isArray(thresholds) || !thresholds.every(isShare)) {
    invalid('thresholds', thresholds, 'Give a list of shares of the limit above 0, such as [0.9] for 90 %')
  }
  const isPerTenant = scope === 'user' || scope === 'conversation' || budget.tenantId !== undefined
  return {
    id,
    scope,
    key: named('key', budget.key),
    tenantId: named('tenantId', budget.tenantId),
    isPerTenant,
    period,
    timeZone,
    limitPicoUsd: amount('limitUsd', budget.limitUsd),
    onExceeded,
    isEnforced,
    unpricedPicoUsd: unpriced(onUnpriced),
    onUnavailable,
    thresholds: thresholds.toSorted((a, b) => a - b),
  }
}

/** Held for a call that may cost anything and counts as nothing: it still finds a budget that is used up. */
export const leastPicoUsd = 1n

function unpriced(policy: UnpricedPolicy): bigint | undefined {
  if (policy === 'block') return undefined
  return policy === 'allow' ? leastPicoUsd : amount('onUnpriced.reserveUsd', policy.reserveUsd)
}

function amount(field: string, value: Budget['limitUsd']): bigint {
  try {
    const pico = BigInt(parseUsdToPico(value))
    if (pico >= 0n) return pico
  } catch (cause) {
    return invalid(field, value, amountRemedy, cause)
  }
  return invalid(field, value, amountRemedy)
}

const amountRemedy = "Give USD from 0 as a decimal text such as '12.50' or as a number"

// A name that matches nobody would make a limit that never holds.
function named(field: string, name: string | undefined): string | undefined {
  if (name === undefined || name === '*') return undefined
  return typeof name === 'string' && name !== '' ? name : invalid(field, name, "Give an id, or '*' for each")
}

function isExceededPolicy(policy: unknown): boolean {
  if (!isObject(policy)) return policy === 'block' || policy === 'allow'
  return typeof policy['downgradeTo'] === 'string' && policy['downgradeTo'] !== ''
}

function isUnpricedPolicy(policy: unknown): boolean {
  return isObject(policy) ? policy['reserveUsd'] !== undefined : policy === 'block' || policy === 'allow'
}

function isShare(share: unknown): boolean {
  return typeof share === 'number' && share > 0 && Number.isFinite(share)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

function invalid(field: string, value: unknown, remedy: string, cause?: unknown): never {
  throw new TokentollError({ code: 'budget_invalid', problem: 'Not a budget', field, value, remedy, cause })
}
