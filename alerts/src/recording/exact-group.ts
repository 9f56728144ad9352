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
import { seenDelta, seenValue } from '../promql/seen-delta.ts'
import type { SeriesAt } from '../promql/recorded-series.ts'
import type { RuleContext } from '../rules-context.ts'

/** A counter and the levels at which its growth is recorded; `selector` chooses the series that count. */
interface Counter {
  readonly metric: string
  readonly selector?: string
  readonly levels: readonly (readonly [record: string, labels: string])[]
}

/**
 * What process counters grew by in each minute: exact when added up with `sum_over_time`, at any number of replicas and
 * whenever the group was evaluated. Costs one further series per source series (`seen`), of cost only those of
 * `costType="total"`, of durations only those of calls that succeeded.
 *
 * The group looks a minute back, because samples arrive after the instant they are dated with.
 */
export function exactGroup({ names, series }: RuleContext): RuleGroup {
  const counted = ({ metric, selector = '', levels }: Counter): RecordingRule[] => {
    const seen = series.seen(metric)
    const delta = seenDelta(metric + selector, seen, series.exactEvaluated())
    return [
      { record: seen, expr: seenValue(metric + selector) },
      ...levels.map(([record, labels]) => ({ record, expr: `sum by (${labels}) (${delta})` })),
    ]
  }
  const sum = (record: string, level: readonly LabelName[], finer: string): RecordingRule => ({
    record,
    expr: `sum ${names.by(...level)} (${finer})`,
  })
  const at = (of: SeriesAt, ...level: readonly LabelName[]): readonly [string, string] => [
    of(...level),
    names.labels(...level),
  ]
  const outcome = names.label('outcome')
  const { exactCost, exactRequests, exactTokens } = series
  const detail = exactCost('tenantId', 'task', 'provider', 'model')
  const byOutcome = exactRequests('tenantId', 'pricing', 'outcome')
  const call = ['task', 'provider', 'model'] as const
  return {
    name: `${names.metric(cost)}-exact`,
    interval: '1m',
    query_offset: '1m',
    rules: [
      { record: series.exactEvaluated(), expr: 'vector(1)' },
      ...counted({
        metric: names.metric(cost),
        selector: `{${names.label('costType')}="total"}`,
        levels: [at(exactCost, 'tenantId', ...call)],
      }),
      sum(exactCost('tenantId', 'task'), ['tenantId', 'task'], detail),
      sum(exactCost('tenantId'), ['tenantId'], exactCost('tenantId', 'task')),
      sum(exactCost(...call), call, detail),
      sum(exactCost('provider'), ['provider'], exactCost(...call)),
      ...counted({
        metric: names.metric(requests),
        levels: [at(exactRequests, 'tenantId', 'pricing', 'outcome'), at(exactRequests, ...call, 'outcome')],
      }),
      sum(
        exactRequests('tenantId', 'pricing'),
        ['tenantId', 'pricing'],
        `${byOutcome}{${outcome}!="refused"}`,
      ),
      sum(series.exactRefused('tenantId'), ['tenantId'], `${byOutcome}{${outcome}="refused"}`),
      sum(exactRequests('tenantId'), ['tenantId'], exactRequests('tenantId', 'pricing')),
      sum(exactRequests('pricing'), ['pricing'], exactRequests('tenantId', 'pricing')),
      sum(exactRequests(...call), call, `${exactRequests(...call, 'outcome')}{${outcome}!="refused"}`),
      ...counted({
        metric: names.metric(tokens),
        levels: [at(exactTokens, 'tenantId', 'tokenType'), at(exactTokens, ...call, 'tokenType')],
      }),
      ...counted({
        metric: `${names.metric(requestDuration)}_bucket`,
        selector: `{${outcome}="success"}`,
        levels: [
          [series.exactDurationBuckets('provider', 'model'), `${names.labels('provider', 'model')}, le`],
        ],
      }),
      ...counted({ metric: names.metric(attributionMissing), levels: [at(series.exactMissing, 'field')] }),
      ...counted({ metric: names.metric(droppedRecords), levels: [at(series.exactDropped, 'sink')] }),
      ...counted({ metric: names.metric(recordFlags), levels: [at(series.exactFlags, 'flag')] }),
      ...counted({
        metric: names.metric(usageShapeUnknown),
        levels: [at(series.exactUnknownShapes, 'provider')],
      }),
      ...counted({
        metric: names.metric(seriesOverflow),
        levels: [at(series.exactOverflow, 'metric', 'dimension')],
      }),
      ...counted({ metric: names.metric(budgetStoreErrors), levels: [at(series.exactBudgetErrors)] }),
    ],
  }
}
