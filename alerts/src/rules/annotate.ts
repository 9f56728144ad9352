import type { DashboardSlug } from '../options/dashboard-links.ts'
import type { LabelName } from '../options/labels.ts'
import type { AlertRule } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'

/** What a rule says of itself; links and common labels are added by code. */
export interface AlertDefinition {
  readonly alert: string
  readonly expr: string
  readonly for?: string | undefined
  readonly severity: 'critical' | 'warning' | 'info'
  readonly summary: string
  readonly description: string
  /** Where to look next. */
  readonly dashboard: DashboardSlug
  /** Labels of the alert that the dashboard takes as variables. */
  readonly variables?: readonly LabelName[] | undefined
}

/** Adds severity, common labels, the runbook's anchor and the dashboard's address with its variables filled in. */
export function alertRule({ options, names }: RuleContext, definition: AlertDefinition): AlertRule {
  const query = [
    ...(definition.variables ?? []).map(
      (name) => `var-${name}={{ $labels.${names.label(name)} | urlquery }}`,
    ),
    ...options.groupLabels.map((name) => `var-${name}={{ $labels.${name} | urlquery }}`),
  ].join('&')
  return {
    alert: definition.alert,
    expr: definition.expr,
    ...(definition.for === undefined ? {} : { for: definition.for }),
    labels: {
      severity: definition.severity,
      ...(options.prefix === '' ? {} : { metrics_prefix: options.prefix }),
      ...options.alertLabels,
    },
    annotations: {
      summary: definition.summary,
      description: definition.description,
      runbook_url: `${options.runbookUrl}#${definition.alert.toLowerCase()}`,
      dashboard_url: `${options.grafanaUrl}/d/${options.uidPrefix}-${definition.dashboard}${query === '' ? '' : `?${query}`}`,
    },
  }
}
