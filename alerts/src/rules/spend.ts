import { priceCatalogAge } from '@tokentoll/core/semconv'
import type { AlertRule } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'
import { alertRule } from './annotate.ts'
import { ofTenants } from './of-tenants.ts'

/** Spend of one tenant within an hour: over an amount, over its own past, or without a past. */
export function spendAlerts(context: RuleContext): readonly AlertRule[] {
  const { tenantHourlyUsd, spikeFloorUsd } = context.options.thresholds
  return [
    highTenantCost(context),
    // A page is for an hour that is dear as such; a jump between small amounts can wait for the morning.
    spendSpike(context, 'critical', Math.max(tenantHourlyUsd, spikeFloorUsd)),
    spendSpike(context, 'warning', spikeFloorUsd),
    newSpender(context),
  ]
}

function highTenantCost(context: RuleContext): AlertRule {
  const { options, series } = context
  const limit = options.thresholds.tenantHourlyUsd
  return alertRule(context, {
    alert: 'HighTenantCost',
    expr: `${ofTenants(context, series.hourCost('tenantId'))} > ${limit}`,
    severity: 'warning',
    summary: `${tenant(context)} spent ${USD} within an hour`,
    description: `More than ${limit} USD of LLM cost were booked for one tenant in the last hour.`,
    dashboard: 'anomaly',
    variables: ['tenantId'],
  })
}

/**
 * Against the same hour of yesterday and of last week: with a daily rhythm, a burst at night of six times the usual is
 * only twice a flat average. The dearest hour within an hour of that counts, so that a nightly job may drift and clocks
 * may change. In its first week a tenant is compared with yesterday alone.
 *
 * Process counters have no series of a tenant that was away yesterday: one that spent within the week before, while
 * others were counted or at least a process was heard of, is compared with nothing then, as a ledger would.
 */
function spendSpike(context: RuleContext, severity: 'critical' | 'warning', floor: number): AlertRule {
  const { options, names, series } = context
  const factor = options.thresholds.spikeFactor
  const hour = series.hourCost('tenantId')
  const around = (ago: string): string => `max_over_time(${hour}[2h] offset ${ago})`
  const heard = `(last_over_time(${hour}[2h] offset 23h) or last_over_time(${names.metric(priceCatalogAge)}[2h] offset 23h))`
  const yesterday = `(${around('23h')} or ${spentInWeekBefore(context)} * 0 and ${names.on()} ${heard})`
  return alertRule(context, {
    alert: 'LLMSpendSpike',
    expr: `(${ofTenants(context, hour)} > ${floor} and ${hour} > ${factor} * ${yesterday}) unless ${hour} <= ${factor} * ${around('167h')}`,
    for: '15m',
    severity,
    summary: `${tenant(context)} spent ${USD} within an hour, far more than at this hour before`,
    description: `The last hour cost more than ${floor} USD and more than ${factor} times the same hour, give or take one, yesterday and a week ago.`,
    dashboard: 'anomaly',
    variables: ['tenantId'],
  })
}

function newSpender(context: RuleContext): AlertRule {
  const { options, names, series } = context
  const floor = options.thresholds.newSpenderUsd
  const hour = series.hourCost('tenantId')
  return alertRule(context, {
    alert: 'LLMNewSpender',
    expr: `(${ofTenants(context, hour)} > ${floor} unless ${names.on('tenantId')} ${spentInWeekBefore(context)}) and on () ${series.rulesLoaded()} offset 1w`,
    for: '15m',
    severity: 'info',
    summary: `${tenant(context)} is new and spent ${USD} within an hour`,
    description: `A tenant without spend in the week before yesterday cost more than ${floor} USD in the last hour.`,
    dashboard: 'tenant',
    variables: ['tenantId'],
  })
}

/** Tenants that are not new: the most they spent within an hour, in the week before yesterday. */
function spentInWeekBefore({ series }: RuleContext): string {
  return `(max_over_time(${series.hourCost('tenantId')}[6d:1h] offset 1d) > 0)`
}

const USD = '{{ $value | printf "%.2f" }} USD'

function tenant({ names }: RuleContext): string {
  return `Tenant {{ $labels.${names.label('tenantId')} }}`
}
