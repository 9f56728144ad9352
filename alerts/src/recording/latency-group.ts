import { requestDuration } from '@tokentoll/core/semconv'
import type { RuleGroup } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'

/** Durations of successful calls by model, for percentiles over any time range without reading every task's buckets. */
export function latencyGroup({ names, series }: RuleContext): RuleGroup {
  const buckets = `${names.metric(requestDuration)}_bucket{${names.label('outcome')}="success"}`
  return {
    name: `${names.metric(requestDuration)}-rates`,
    interval: '1m',
    rules: [
      {
        record: series.durationBuckets('provider', 'model'),
        expr: `sum by (${names.labels('provider', 'model')}, le) (rate(${buckets}[5m]))`,
      },
    ],
  }
}
