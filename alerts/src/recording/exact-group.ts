import { cost } from '@tokentoll/core/semconv'
import type { RuleGroup } from '../output/rule-file.ts'
import { exactDelta } from '../promql/exact-delta.ts'
import type { RuleContext } from '../rules-context.ts'

/** What process counters grew by in each minute: exact when added up with `sum_over_time`, at any number of replicas. */
export function exactGroup({ names, series }: RuleContext): RuleGroup {
  const detail = series.exactCost('tenantId', 'task', 'provider', 'model')
  const total = `${names.metric(cost)}{${names.label('costType')}="total"}`
  return {
    name: `${names.metric(cost)}-exact`,
    interval: '1m',
    query_offset: '1m',
    rules: [
      {
        record: detail,
        expr: `sum ${names.by('tenantId', 'task', 'provider', 'model')} (${exactDelta(total, '1m')})`,
      },
      { record: series.exactCost('tenantId'), expr: `sum ${names.by('tenantId')} (${detail})` },
      {
        record: series.exactCost('task', 'provider', 'model'),
        expr: `sum ${names.by('task', 'provider', 'model')} (${detail})`,
      },
      {
        record: series.exactCost('provider'),
        expr: `sum ${names.by('provider')} (${series.exactCost('task', 'provider', 'model')})`,
      },
    ],
  }
}
