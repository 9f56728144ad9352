import {
  attributionMissing,
  budgetStoreErrors,
  cost,
  droppedRecords,
  recordFlags,
  requestDuration,
  requests,
  seriesOverflow,
  tokens,
  usageShapeUnknown,
} from '@tokentoll/core/semconv'
import type { LabelName } from '../options/labels.ts'
import type { RecordingRule, RuleGroup } from '../output/rule-file.ts'
import { exactDelta } from '../promql/exact-delta.ts'
import type { RuleContext } from '../rules-context.ts'

/**
 * What process counters grew by in each minute: exact when added up with `sum_over_time`, at any number of replicas.
 *
 * The group looks a minute back, because samples arrive after the instant they are dated with.
 */
export function exactGroup({ names, series }: RuleContext): RuleGroup {
  const delta = (record: string, level: readonly LabelName[], selector: string): RecordingRule => ({
    record,
    expr: `sum ${names.by(...level)} (${exactDelta(selector, '1m')})`,
  })
  const sum = (record: string, level: readonly LabelName[], finer: string): RecordingRule => ({
    record,
    expr: `sum ${names.by(...level)} (${finer})`,
  })
  const calls = ['task', 'provider', 'model', 'outcome'] as const
  const fromTotal = `${names.metric(cost)}{${names.label('costType')}="total"}`
  const outcome = names.label('outcome')
  const made = `${names.metric(requests)}{${outcome}!="refused"}`
  const refused = `${names.metric(requests)}{${outcome}="refused"}`
  const durations = `${names.metric(requestDuration)}_bucket{${outcome}="success"}`
  const detail = series.exactCost('tenantId', 'task', 'provider', 'model')
  return {
    name: `${names.metric(cost)}-exact`,
    interval: '1m',
    query_offset: '1m',
    rules: [
      delta(detail, ['tenantId', 'task', 'provider', 'model'], fromTotal),
      sum(series.exactCost('tenantId', 'task'), ['tenantId', 'task'], detail),
      sum(series.exactCost('tenantId'), ['tenantId'], series.exactCost('tenantId', 'task')),
      sum(series.exactCost('task', 'provider', 'model'), ['task', 'provider', 'model'], detail),
      sum(series.exactCost('provider'), ['provider'], series.exactCost('task', 'provider', 'model')),
      delta(series.exactRequests('tenantId', 'pricing'), ['tenantId', 'pricing'], made),
      delta(series.exactRefused('tenantId'), ['tenantId'], refused),
      delta(series.exactRequests(...calls), calls, names.metric(requests)),
      sum(series.exactRequests('tenantId'), ['tenantId'], series.exactRequests('tenantId', 'pricing')),
      sum(series.exactRequests('pricing'), ['pricing'], series.exactRequests('tenantId', 'pricing')),
      delta(series.exactTokens('tenantId', 'tokenType'), ['tenantId', 'tokenType'], names.metric(tokens)),
      delta(
        series.exactTokens('task', 'provider', 'model', 'tokenType'),
        ['task', 'provider', 'model', 'tokenType'],
        names.metric(tokens),
      ),
      {
        record: series.exactDurationBuckets('provider', 'model'),
        expr: `sum by (${names.labels('provider', 'model')}, le) (${exactDelta(durations, '1m')})`,
      },
      delta(series.exactMissing('field'), ['field'], names.metric(attributionMissing)),
      delta(series.exactDropped('sink'), ['sink'], names.metric(droppedRecords)),
      delta(series.exactFlags('flag'), ['flag'], names.metric(recordFlags)),
      delta(series.exactUnknownShapes('provider'), ['provider'], names.metric(usageShapeUnknown)),
      delta(
        series.exactOverflow('metric', 'dimension'),
        ['metric', 'dimension'],
        names.metric(seriesOverflow),
      ),
      delta(series.exactBudgetErrors(), [], names.metric(budgetStoreErrors)),
    ],
  }
}
