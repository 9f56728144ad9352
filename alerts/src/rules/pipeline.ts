import { priceCatalogAge, requests } from '@tokentoll/core/semconv'
import type { AlertRule } from '../output/rule-file.ts'
import { totalWindow } from '../promql/total-window.ts'
import type { RuleContext } from '../rules-context.ts'
import { alertRule } from './annotate.ts'
import { ofTenants } from './of-tenants.ts'

/** The way of the data itself: no metrics, a silent tenant, a ledger that stands still or disagrees. */
export function pipelineAlerts(context: RuleContext): readonly AlertRule[] {
  return [telemetryMissing(context), tenantSilent(context), ledgerStale(context), ledgerDivergence(context)]
}

/**
 * Counters of calls leave after a day without any; what a process says of its own health stays.
 *
 * Health alone is not enough where the ledger books calls that no counter tells of: a Prometheus that drops counters may
 * take gauges, and the publisher of the ledger may be another process. Counters are missed for half an hour there, a
 * quarter longer than a booked call is remembered, so that a job that ends after its last call is not taken for it.
 *
 * Where labels tell installations apart, each that was there within a day is watched by itself as well.
 */
function telemetryMissing(context: RuleContext): AlertRule {
  const { names, options, series } = context
  const [calls, age] = [names.metric(requests), names.metric(priceCatalogAge)]
  const nothing = `absent_over_time(${calls}[15m]) unless on () last_over_time(${age}[15m])`
  const booked = `sum ${names.by()} (${totalWindow(series.ledgerRequests('tenantId'), '15m', names.on())}) > 0`
  const any = `${nothing} or (${booked} unless ${names.on()} last_over_time(${calls}[30m]))`
  const group = (window: string): string =>
    `(count ${names.by()} (last_over_time(${age}[${window}])) or count ${names.by()} (last_over_time(${calls}[${window}])))`
  return alertRule(context, {
    alert: 'LLMTelemetryMissing',
    expr: options.groupLabels.length === 0 ? any : `${any} or (${group('1d')} unless ${group('15m')})`,
    for: '5m',
    severity: 'critical',
    summary: 'No LLM metrics arrive',
    description: `Prometheus has seen neither ${calls} nor ${age} for 15 minutes, or no ${calls} for 30 minutes while the ledger books calls: alerts that read counters of calls cannot fire.`,
    dashboard: 'health',
  })
}

/**
 * Yesterday and last week, so that a weekend or a customer who left yesterday does not page.
 *
 * A tenant whose calls a budget refuses is not silent but blocked, and LLMBudgetExceeded says so. It counts as blocked
 * for the 25 hours in which the calls of yesterday's hour can lie before the first refusal.
 */
function tenantSilent(context: RuleContext): AlertRule {
  const { options, names, series } = context
  const floor = options.thresholds.requestsFloor
  const calls = series.hourRequests('tenantId')
  const refused = `sum_over_time(${series.exactRefused('tenantId')}[25h])`
  return alertRule(context, {
    alert: 'LLMTenantSilent',
    expr: `((${ofTenants(context, calls)} offset 1d > ${floor} and ${calls} offset 1w > ${floor}) unless ${calls} > 0) unless ${names.on('tenantId')} ${refused} > 0`,
    for: '30m',
    severity: 'warning',
    summary: `Tenant {{ $labels.${names.label('tenantId')} }} makes no calls, against {{ $value | printf "%.0f" }} in this hour yesterday`,
    description: `A tenant with more than ${floor} calls in this hour yesterday and a week ago has none now, and no budget refused any.`,
    dashboard: 'tenant',
    variables: ['tenantId'],
  })
}

function ledgerStale(context: RuleContext): AlertRule {
  return alertRule(context, {
    alert: 'LLMLedgerStale',
    expr: context.series.ledgerStale(),
    for: '5m',
    severity: 'critical',
    summary: 'Calls are made, but the ledger has booked none for {{ $value | humanizeDuration }}',
    description:
      'The ledger or its publisher stands still. Records are spooled meanwhile; budgets may let too much through.',
    dashboard: 'health',
  })
}

function ledgerDivergence(context: RuleContext): AlertRule {
  const { options, series } = context
  const { divergenceRatio: ratio, divergenceFloorUsd: floor } = options.thresholds
  const gap = `abs(${series.booked6h()} - ${series.counted6h()})`
  return alertRule(context, {
    alert: 'LLMLedgerDivergence',
    expr: `${gap} > ${floor} and ${gap} > ${ratio} * ${series.booked6h()}`,
    for: '30m',
    severity: 'warning',
    summary: 'Ledger and metrics differ by {{ $value | printf "%.2f" }} USD over six hours',
    description: `More than ${ratio * 100} % of the spend. The ledger is the truth; a killed process or a second writer are the usual causes.`,
    dashboard: 'health',
  })
}
