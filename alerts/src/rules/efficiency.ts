import type { AlertRule } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'
import { alertRule } from './annotate.ts'
import { ofTenants } from './of-tenants.ts'

/** The same work got dearer: cost per request, and reads from the provider's cache. */
export function efficiencyAlerts(context: RuleContext): readonly AlertRule[] {
  return [costPerRequestJump(context), cacheHitDrop(context)]
}

/** Averages of seven days are taken every 30 minutes: coarse enough to be cheap, and the last hour is left out. */
const BASELINE = '[7d:30m] offset 1h'

function costPerRequestJump(context: RuleContext): AlertRule {
  const { options, names, series } = context
  const { costPerRequestFactor: factor, requestsFloor, spikeFloorUsd: floor } = options.thresholds
  const now = series.hourCostPerRequest('tenantId')
  return alertRule(context, {
    alert: 'LLMCostPerRequestJump',
    expr: `${ofTenants(context, now)} > ${factor} * avg_over_time((${now} > 0)${BASELINE}) and ${series.hourRequests('tenantId')} > ${requestsFloor} and ${series.hourCost('tenantId')} > ${floor}`,
    for: '30m',
    severity: 'warning',
    summary: `A request of tenant {{ $labels.${names.label('tenantId')} }} now costs {{ $value | printf "%.4f" }} USD`,
    description: `Cost per request is more than ${factor} times its average over seven days, over more than ${requestsFloor} requests and ${floor} USD an hour.`,
    dashboard: 'anomaly',
    variables: ['tenantId'],
  })
}

function cacheHitDrop(context: RuleContext): AlertRule {
  const { options, names, series } = context
  const { cacheDropFactor: factor, cacheFloorRatio: floor, requestsFloor } = options.thresholds
  const now = series.hourCacheRatio('tenantId')
  const usual = `avg_over_time(${now}${BASELINE})`
  return alertRule(context, {
    alert: 'LLMCacheHitDrop',
    expr: `${ofTenants(context, now)} < ${factor} * (${usual} > ${floor}) and ${series.hourRequests('tenantId')} > ${requestsFloor}`,
    for: '30m',
    severity: 'warning',
    summary: `Only {{ $value | humanizePercentage }} of the input of tenant {{ $labels.${names.label('tenantId')} }} is read from the cache`,
    description: `The cache-read share fell below ${factor} of its average over seven days. A changed prompt prefix is the usual cause.`,
    dashboard: 'anomaly',
    variables: ['tenantId'],
  })
}
