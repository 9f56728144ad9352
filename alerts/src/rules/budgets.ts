import { budgetLimit, budgetUsed, forecast } from '@tokentoll/core/semconv'
import type { LabelName } from '../options/labels.ts'
import type { AlertRule } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'
import { alertRule } from './annotate.ts'

const KEY = ['budget', 'scope', 'tenantId', 'period'] as const satisfies readonly LabelName[]

/** Budgets: nearly used, used up, going to be exceeded, and their store out of reach. */
export function budgetAlerts(context: RuleContext): readonly AlertRule[] {
  return [
    nearlyUsed(context),
    exceeded(context),
    callsRefused(context),
    forecastOverBudget(context),
    storeDown(context),
  ]
}

/** After five minutes, so that a budget that goes straight past its limit is reported once. */
function nearlyUsed(context: RuleContext): AlertRule {
  const ratio = context.options.thresholds.budgetNearlyUsedRatio
  return alertRule(context, {
    alert: 'LLMBudgetNearlyUsed',
    expr: `${usedRatio(context)} >= ${ratio} < 1`,
    for: '5m',
    severity: 'warning',
    summary: `${budgetName(context)} is used to {{ $value | humanizePercentage }}`,
    description: `A hard budget refuses calls that no longer fit. The warning comes at ${percent(ratio)}.`,
    dashboard: 'tenant',
    variables: ['tenantId'],
    otherwise: 'executive',
  })
}

function exceeded(context: RuleContext): AlertRule {
  return alertRule(context, {
    alert: 'LLMBudgetExceeded',
    expr: `${usedRatio(context)} >= 1`,
    severity: 'critical',
    summary: `${budgetName(context)} is used up ({{ $value | humanizePercentage }})`,
    description:
      'A hard budget refuses calls until its period ends or its limit is raised; a soft one goes on.',
    dashboard: 'tenant',
    variables: ['tenantId'],
    otherwise: 'executive',
  })
}

/** A hard budget refuses a call that would not fit, which may be long before it is used up. */
function callsRefused(context: RuleContext): AlertRule {
  const { names, series } = context
  return alertRule(context, {
    alert: 'LLMCallsRefused',
    expr: `sum_over_time(${series.exactRefused('tenantId')}[15m]) > 0`,
    severity: 'warning',
    summary: `{{ $value | printf "%.0f" }} calls of tenant {{ $labels.${names.label('tenantId')} }} were refused by a budget`,
    description: 'Within the last 15 minutes. The provider was not called, and nothing was spent on them.',
    dashboard: 'tenant',
    variables: ['tenantId'],
  })
}

/**
 * Each monthly budget of a tenant by itself: a small one that is used up says nothing of a large one.
 *
 * From the fourth of the month on: the run rate of the first days says little. Quiet once the budget itself warns.
 */
function forecastOverBudget(context: RuleContext): AlertRule {
  const { names, options } = context
  const { forecastOverBudgetRatio: ratio, budgetNearlyUsedRatio: nearly } = options.thresholds
  const monthly = `${names.label('scope')}="tenant", ${names.label('period')}="month"`
  const each = (metric: string): string => `max ${names.by('tenantId', 'budget')} (${metric}{${monthly}})`
  const limit = each(names.metric(budgetLimit))
  const used = each(names.metric(budgetUsed))
  const expected = `max ${names.by('tenantId')} (${names.metric(forecast)}{${names.label('period')}="month"})`
  return alertRule(context, {
    alert: 'LLMForecastOverBudget',
    expr: `(${expected} / ${names.on('tenantId')} group_right () ${limit} > ${ratio} unless ${used} / ${limit} >= ${nearly}) and on () day_of_month() >= 4`,
    for: '6h',
    severity: 'info',
    summary: `Tenant {{ $labels.${names.label('tenantId')} }} is on its way to {{ $value | humanizePercentage }} of its monthly budget {{ $labels.${names.label('budget')} }}`,
    description: `At the present run rate the month ends above ${percent(ratio)} of this budget of the tenant.`,
    dashboard: 'tenant',
    variables: ['tenantId'],
  })
}

function storeDown(context: RuleContext): AlertRule {
  const { series } = context
  return alertRule(context, {
    alert: 'LLMBudgetStoreDown',
    expr: `sum_over_time(${series.exactBudgetErrors()}[5m]) > 0`,
    for: '2m',
    severity: 'critical',
    summary: 'Budgets cannot be checked: {{ $value | printf "%.0f" }} failures in five minutes',
    description:
      'The store of the budgets does not answer. Calls are let through or refused, as onUnavailable says.',
    dashboard: 'health',
  })
}

function usedRatio({ names }: RuleContext): string {
  const by = names.by(...KEY)
  return `max ${by} (${names.metric(budgetUsed)}) / max ${by} (${names.metric(budgetLimit)})`
}

function budgetName({ names }: RuleContext): string {
  const label = names.label('tenantId')
  return `Budget {{ $labels.${names.label('budget')} }}{{ with $labels.${label} }} of tenant {{ . }}{{ end }}`
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 1000) / 10} %`
}
