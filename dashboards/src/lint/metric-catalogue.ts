import { createRules, createSelfHostedRules, type RuleOptions } from '@tokentoll/alerts'
import { allMetrics, prometheusName } from '@tokentoll/core/semconv'

/** A series that a query may read: from our packages, our recording rules, or Prometheus itself. */
export interface KnownMetric {
  readonly name: string
  readonly labels: readonly string[]
  /** A running total: only its growth means something, except for totals of the ledger. */
  readonly isCounter: boolean
}

/** Every series that exists once our packages emit and our rules are loaded, by name. */
export function metricCatalogue(options: RuleOptions = {}): ReadonlyMap<string, KnownMetric> {
  const own = allMetrics.flatMap((metric): KnownMetric[] => {
    const name = prometheusName(metric, options.prefix)
    const { labels } = metric
    if (metric.kind !== 'histogram') return [{ name, labels, isCounter: metric.kind === 'counter' }]
    return [
      { name: `${name}_bucket`, labels: [...labels, 'le'], isCounter: true },
      { name: `${name}_sum`, labels, isCounter: true },
      { name: `${name}_count`, labels, isCounter: true },
    ]
  })
  const rules = [...createRules(options).groups, ...createSelfHostedRules().groups].flatMap(
    (group) => group.rules,
  )
  const recorded = rules.flatMap((rule): KnownMetric[] =>
    'record' in rule
      ? [
          {
            name: rule.record,
            labels: recordedLabels(rule.record, options),
            isCounter: rule.record.endsWith(':total'),
          },
        ]
      : [],
  )
  const alerts = {
    name: 'ALERTS',
    labels: [
      'alertname',
      'alertstate',
      'severity',
      'metrics_prefix',
      options.labels?.tenantId ?? 'tenantId',
      ...(options.groupLabels ?? []),
    ],
    isCounter: false,
  }
  return new Map([...own, ...recorded, alerts].map((metric) => [metric.name, metric]))
}

/** The level of a recorded series lists its labels. */
function recordedLabels(record: string, options: RuleOptions): string[] {
  const level = record.split(':')[0] ?? ''
  const own = level === 'platform' ? [] : level.split('_')
  return [...own, ...(record.includes('_bucket:') ? ['le'] : []), ...(options.groupLabels ?? [])]
}
