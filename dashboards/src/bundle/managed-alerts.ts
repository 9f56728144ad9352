import { createHash } from 'node:crypto'
import type { AlertRule, RuleFile } from '@tokentoll/alerts'
import type { ResolvedDashboardOptions } from '../options/resolve-dashboard-options.ts'
import { yamlFile, type BundleFile } from './bundle-file.ts'

/**
 * The alerts as Grafana manages them, for those who do not want an Alertmanager. The recording rules stay in Prometheus.
 *
 * The shape is that of Grafana's own converter: the query, whether it answered at all, and a threshold above nothing.
 */
export function managedAlertsFile(rules: RuleFile, options: ResolvedDashboardOptions): BundleFile {
  const groups = rules.groups
    .map((group) => ({
      orgId: 1,
      name: group.name,
      folder: options.title,
      interval: group.interval,
      rules: group.rules.flatMap((rule) => ('alert' in rule ? [managedRule(rule, options)] : [])),
    }))
    .filter((group) => group.rules.length > 0)
  return yamlFile(
    `grafana/provisioning-optional/alerting/${options.uidPrefix}.yaml`,
    'Optional: the same alerts, evaluated by Grafana. Prometheus then loads prometheus/rules-without-alerts.\n' +
      `They ask the data source with the uid ${options.dataSourceUid}.`,
    { apiVersion: 1, groups },
  )
}

function managedRule(rule: AlertRule, options: ResolvedDashboardOptions): object {
  return {
    uid: ruleUid(options.uidPrefix, rule),
    title: rule.alert + (rule.labels['severity'] === undefined ? '' : ` (${rule.labels['severity']})`),
    condition: 'threshold',
    data: [
      {
        refId: 'query',
        relativeTimeRange: { from: 600, to: 0 },
        datasourceUid: options.dataSourceUid,
        model: { refId: 'query', expr: rule.expr, instant: true, range: false },
      },
      expression('answered', {
        type: 'math',
        expression: 'is_number($query) || is_nan($query) || is_inf($query)',
      }),
      expression('threshold', {
        type: 'threshold',
        expression: 'answered',
        conditions: [{ evaluator: { type: 'gt', params: [0] } }],
      }),
    ],
    noDataState: 'OK',
    execErrState: 'Error',
    for: rule.for ?? '0s',
    labels: mapped(rule.labels, (text) => text.replaceAll('$', '$$$$')),
    annotations: mapped(rule.annotations, (text) => text.replaceAll('$value', '$values.query.Value')),
  }
}

function expression(refId: string, model: object): object {
  return {
    refId,
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: '__expr__',
    model: { refId, datasource: { type: '__expr__', uid: '__expr__' }, ...model },
  }
}

/** At most 40 characters; the same rule keeps its uid. */
function ruleUid(prefix: string, rule: AlertRule): string {
  const name = `${rule.alert}/${rule.labels['severity'] ?? ''}`
  return `${prefix.slice(0, 27)}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`
}

function mapped(
  values: Readonly<Record<string, string>>,
  change: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, change(text)]))
}
