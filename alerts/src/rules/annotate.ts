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
  /** Where to look when the first of these labels is empty, e.g. for a budget of the whole platform. */
  readonly otherwise?: DashboardSlug | undefined
}

/** Adds severity, common labels, the runbook's anchor and the dashboard's address with its variables filled in. */
export function alertRule({ options, names }: RuleContext, definition: AlertDefinition): AlertRule {
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
      dashboard_url: dashboardUrl({ options, names }, definition),
    },
  }
}

function dashboardUrl(
  { options, names }: Pick<RuleContext, 'options' | 'names'>,
  definition: AlertDefinition,
): string {
  const variables = (definition.variables ?? []).map((name) => [name, names.label(name)] as const)
  const own = variables.map(([name, label]) => `var-${name}={{ $labels.${label} | urlquery }}`)
  // An alert that says that nothing is there cannot say where: it goes to the dashboard as it is.
  const groups = options.groupLabels.map(
    (label) => `{{ with $labels.${label} }}var-${label}={{ . | urlquery }}{{ end }}`,
  )
  const address = (dashboard: DashboardSlug, query: readonly string[]): string =>
    `${dashboard}${query.length === 0 ? '' : `?${query.join('&')}`}`
  const start = `${options.grafanaUrl}/d/${options.uidPrefix}-`
  const there = address(definition.dashboard, [...own, ...groups])
  const first = variables[0]
  if (definition.otherwise === undefined || first === undefined) return start + there
  const elsewhere = address(definition.otherwise, groups)
  return `${start}{{ if $labels.${first[1]} }}${there}{{ else }}${elsewhere}{{ end }}`
}
