import { ledgerLastEvent, priceCatalogAge, requests } from '@tokentoll/core/semconv'
import type { AlertRule } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'
import { alertRule } from './annotate.ts'

/** The way of the data itself: no metrics, a silent tenant, a ledger that stands still or disagrees. */
export function pipelineAlerts(context: RuleContext): readonly AlertRule[] {
  return [telemetryMissing(context), tenantSilent(context), ledgerStale(context), ledgerDivergence(context)]
}

/** Counters of calls leave after a day without any; what a process says of its own health stays. */
function telemetryMissing(context: RuleContext): AlertRule {
  const { names } = context
  return alertRule(context, {
    alert: 'LLMTelemetryMissing',
    expr: `absent_over_time(${names.metric(requests)}[15m]) unless on () last_over_time(${names.metric(priceCatalogAge)}[15m])`,
    for: '5m',
    severity: 'critical',
    summary: 'No LLM metrics arrive',
    description: `Prometheus has seen neither ${names.metric(requests)} nor ${names.metric(priceCatalogAge)} for 15 minutes: no cost alert can fire.`,
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
    expr: `((${calls} offset 1d > ${floor} and ${calls} offset 1w > ${floor}) unless ${calls} > 0) unless ${names.on('tenantId')} ${refused} > 0`,
    for: '30m',
    severity: 'warning',
    summary: `Tenant {{ $labels.${names.label('tenantId')} }} makes no calls, against {{ $value | printf "%.0f" }} in this hour yesterday`,
    description: `A tenant with more than ${floor} calls in this hour yesterday and a week ago has none now, and no budget refused any.`,
    dashboard: 'tenant',
    variables: ['tenantId'],
  })
}

/** The last known instant is kept for a day: a publisher that went away makes the ledger stale as well. */
function ledgerStale(context: RuleContext): AlertRule {
  const { options, names, series } = context
  const limit = options.thresholds.ledgerStaleSeconds
  const newest = `max ${names.by()} (last_over_time(${names.metric(ledgerLastEvent)}[1d]))`
  const calls = `sum ${names.by()} (sum_over_time(${series.exactRequests('tenantId')}[15m]))`
  return alertRule(context, {
    alert: 'LLMLedgerStale',
    expr: `time() - ${newest} > ${limit} and ${names.on()} ${calls} > 0`,
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
