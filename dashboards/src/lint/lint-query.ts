import type { DashboardJson, TargetJson, VariableJson } from './dashboard-json.ts'
import type { Finding, report } from './finding.ts'
import { variablesIn } from './grafana-variables.ts'
import type { KnownMetric } from './metric-catalogue.ts'
import { readQuery, type Query, type Selector } from './promql.ts'

type Check = ReturnType<typeof report>

/** Functions under which a running total of a process means something. */
const GROWTH = ['rate', 'irate', 'last_over_time', 'min_over_time', 'absent', 'absent_over_time', 'count']
/** Labels that only a metric made for them may have: a series for each of their values is too much elsewhere. */
const UNBOUNDED = ['conversationId', 'sessionId', 'requestId', 'traceId']

/** Checks of one query against the grammar, the variables and the metrics that exist. */
export function lintQuery(
  target: TargetJson,
  dashboard: DashboardJson,
  catalogue: ReadonlyMap<string, KnownMetric>,
  check: Check,
): Finding[] {
  const variables = dashboard.templating?.list ?? []
  const query = readQuery(target.expr)
  const named = variables.map((variable) => variable.name)
  return [
    ...query.errors.flatMap((problem) => check('promql', true, problem)),
    ...check('increase', query.functions.includes('increase'), 'increase() loses money'),
    ...variablesIn(target.expr).flatMap((name) =>
      check('unknown-variable', !named.includes(name), `$${name} does not exist`),
    ),
    ...query.selectors.flatMap((selector) => lintSelector(selector, query, variables, catalogue, check)),
    ...lintLegend(target, query, catalogue, check),
  ]
}

function lintSelector(
  selector: Selector,
  query: Query,
  variables: readonly VariableJson[],
  catalogue: ReadonlyMap<string, KnownMetric>,
  check: Check,
): Finding[] {
  const metric = catalogue.get(selector.metric)
  if (metric === undefined)
    return check('unknown-metric', true, `${selector.metric} is emitted by nothing of ours`)
  const labels = [...selector.matchers.map((matcher) => matcher.label), ...query.grouping]
  const isLedgerTotal =
    metric.name.endsWith('ledger_cost_total') || metric.name.endsWith('ledger_requests_total')
  const needsTenant =
    variables.some((variable) => variable.name === 'tenantId') && metric.labels.includes('tenantId')
  return [
    ...selector.matchers.flatMap((matcher) =>
      check(
        'unknown-label',
        !metric.labels.includes(matcher.label),
        `${metric.name} has no label ${matcher.label}`,
      ),
    ),
    ...labels.flatMap((label) =>
      check('high-cardinality', UNBOUNDED.includes(label), `${label} is not for metrics`),
    ),
    ...check(
      'counter',
      metric.isCounter &&
        !GROWTH.includes(selector.inside ?? '') &&
        !(isLedgerTotal && selector.inside === 'max'),
      `${metric.name} only grows; show its growth`,
    ),
    ...check(
      'tenant-matcher',
      needsTenant &&
        !['absent', 'count'].includes(selector.inside ?? '') &&
        !selector.matchers.some((matcher) => matcher.value === '$tenantId'),
      `${metric.name} shows every tenant on a dashboard of chosen ones`,
    ),
    ...selector.matchers.flatMap((matcher) => {
      const variable = variables.find(({ name }) => matcher.value === `$${name}`)
      const operator = variable?.multi === true ? '=~' : '='
      return check(
        'matcher-operator',
        variable !== undefined && matcher.operator !== operator,
        `$${variable?.name} needs ${operator}: Grafana escapes several values for a regular expression, one value not`,
      )
    }),
  ]
}

/** A legend can only name labels that are left after aggregation. */
function lintLegend(
  target: TargetJson,
  query: Query,
  catalogue: ReadonlyMap<string, KnownMetric>,
  check: Check,
): Finding[] {
  const named = [...(target.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '')
  const left = query.aggregates
    ? query.grouping
    : query.selectors.flatMap((selector) => catalogue.get(selector.metric)?.labels ?? [])
  return named.flatMap((label) => check('legend', !left.includes(label), `{{${label}}} is aggregated away`))
}
