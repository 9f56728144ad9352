import type { AlertRule } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'
import { alertRule } from './annotate.ts'

/** A tenant spent more within an hour than the amount that is agreed to be much. */
export function highTenantCost(context: RuleContext): AlertRule {
  const { options, names, series } = context
  return alertRule(context, {
    alert: 'HighTenantCost',
    expr: `${series.hourCost('tenantId')} > ${options.thresholds.tenantHourlyUsd}`,
    severity: 'warning',
    summary: `Tenant {{ $labels.${names.label('tenantId')} }} spent {{ $value | printf "%.2f" }} USD within an hour`,
    description: `More than ${options.thresholds.tenantHourlyUsd} USD of LLM cost were booked for one tenant in the last hour.`,
    dashboard: 'anomaly',
    variables: ['tenantId'],
  })
}
