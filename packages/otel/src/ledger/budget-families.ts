import type { HrTime } from '@opentelemetry/api'
import type { BudgetState } from '@tokentoll/core'
import { budgetLimit, budgetReserved, budgetUsed, type MetricDefinition } from '@tokentoll/core/semconv'
import type { MetricFamily } from '../publish/metric-source.ts'
import { labelValue } from '../series/label-value.ts'
import { exactUsd } from '../exact-usd.ts'

/** Gauges of budgets: limit, used, reserved. */
export function budgetFamilies(
  states: readonly BudgetState[],
  time: HrTime,
  options: {
    readonly fullest: number
    readonly most: number
    readonly userLabel: ((userId: string) => string) | undefined
  },
): readonly MetricFamily[] {
  const shown = published(states, options, options.userLabel !== undefined)
  const gauge = (metric: MetricDefinition, amount: (state: BudgetState) => bigint): MetricFamily => ({
    metric,
    kind: 'gauge',
    isInteger: false,
    points: shown.map((state) => ({
      attributes: labels(state, options.userLabel),
      startTime: time,
      endTime: time,
      value: exactUsd(amount(state)),
    })),
  })
  return [
    gauge(budgetLimit, (state) => state.limitPicoUsd),
    gauge(budgetUsed, (state) => state.usedPicoUsd),
    gauge(budgetReserved, (state) => state.reservedPicoUsd),
  ]
}

/** Budgets of platform, tenants and tasks, all but a limit; of users and conversations, which are many, the fullest. */
function published(
  states: readonly BudgetState[],
  { fullest, most }: { readonly fullest: number; readonly most: number },
  withUsers: boolean,
): readonly BudgetState[] {
  const few = states.filter(({ scope }) => scope !== 'user' && scope !== 'conversation')
  const many = states
    .filter(({ scope }) => scope === 'conversation' || (scope === 'user' && withUsers))
    .toSorted((a, b) => share(b) - share(a))
  const shown = few.length <= most ? few : few.toSorted((a, b) => share(b) - share(a)).slice(0, most)
  return [...shown, ...many.slice(0, fullest)]
}

function share({ usedPicoUsd, reservedPicoUsd, limitPicoUsd }: BudgetState): number {
  return limitPicoUsd === 0n ? Infinity : Number(usedPicoUsd + reservedPicoUsd) / Number(limitPicoUsd)
}

function labels(
  { budgetId, scope, key, tenantId, period }: BudgetState,
  userLabel: ((userId: string) => string) | undefined,
): Record<string, string> {
  const ofTenant = tenantId ?? (scope === 'tenant' ? key : undefined)
  const owner = scope === 'user' && userLabel !== undefined ? userLabel(key) : key
  // One budget per tenant is told apart by its tenant; below that, by what it belongs to.
  const name = scope === 'platform' || scope === 'tenant' ? budgetId : `${budgetId}/${owner}`
  return {
    budget: labelValue(name),
    scope,
    period,
    ...(ofTenant === undefined ? {} : { tenantId: labelValue(ofTenant) }),
  }
}
