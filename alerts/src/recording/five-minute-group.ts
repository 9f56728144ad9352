import { cost } from '@tokentoll/core/semconv'
import type { LabelName } from '../options/labels.ts'
import type { RecordingRule, RuleGroup } from '../output/rule-file.ts'
import type { SeriesAt } from '../promql/recorded-series.ts'
import { sumOfMinutes } from '../promql/sum-of-minutes.ts'
import type { RuleContext } from '../rules-context.ts'

/**
 * The exact deltas of five minutes each: a month of them is added up in a fifth of the time.
 *
 * The group looks a minute back, so that the minutes it adds up are written.
 */
export function fiveMinuteGroup({ names, series }: RuleContext): RuleGroup {
  const step = '5m'
  const evaluated = series.fivesEvaluated()
  const five = (to: SeriesAt, from: SeriesAt, level: readonly LabelName[]): RecordingRule => ({
    record: to(...level),
    expr: sumOfMinutes({ sum: to(...level), minutes: from(...level), step, evaluated }),
  })
  const call = ['task', 'provider', 'model'] as const
  return {
    name: `${names.metric(cost)}-exact-five-minutes`,
    interval: step,
    query_offset: '1m',
    rules: [
      { record: evaluated, expr: 'vector(1)' },
      five(series.fiveCost, series.exactCost, ['tenantId']),
      five(series.fiveCost, series.exactCost, call),
      five(series.fiveRequests, series.exactRequests, call),
      five(series.fiveRequests, series.exactRequests, [...call, 'outcome']),
      five(series.fiveTokens, series.exactTokens, [...call, 'tokenType']),
      five(series.fiveDurationBuckets, series.exactDurationBuckets, ['provider', 'model']),
    ],
  }
}
