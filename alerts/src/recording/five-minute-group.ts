import { cost } from '@tokentoll/core/semconv'
import type { LabelName } from '../options/labels.ts'
import type { RecordingRule, RuleGroup } from '../output/rule-file.ts'
import type { SeriesAt } from '../promql/recorded-series.ts'
import type { RuleContext } from '../rules-context.ts'

/**
 * The exact deltas of five minutes each: a month of them is added up in a fifth of the time, and just as exactly, since
 * evaluations every five minutes leave nothing out and take nothing twice. Where the evaluation before is missing, what
 * the last hour has and no sum has yet is taken.
 *
 * The group looks a minute back, so that the minutes it adds up are written.
 */
export function fiveMinuteGroup({ names, series }: RuleContext): RuleGroup {
  const evaluated = series.fivesEvaluated()
  const isNext = `on () last_over_time(${evaluated}[5m] offset 1ms)`
  const five = (to: SeriesAt, from: SeriesAt, level: readonly LabelName[]): RecordingRule => {
    const hour = `sum_over_time(${from(...level)}[1h])`
    const taken = `(sum_over_time(${to(...level)}[59m]) or ${hour} * 0)`
    return {
      record: to(...level),
      expr: `sum_over_time(${from(...level)}[5m]) and ${isNext} or (${hour} - ${taken} unless ${isNext})`,
    }
  }
  const call = ['task', 'provider', 'model'] as const
  return {
    name: `${names.metric(cost)}-exact-five-minutes`,
    interval: '5m',
    query_offset: '1m',
    rules: [
      { record: evaluated, expr: 'vector(1)' },
      five(series.fiveCost, series.exactCost, ['tenantId']),
      five(series.fiveCost, series.exactCost, call),
      five(series.fiveRequests, series.exactRequests, [...call, 'outcome']),
      five(series.fiveTokens, series.exactTokens, [...call, 'tokenType']),
      five(series.fiveDurationBuckets, series.exactDurationBuckets, ['provider', 'model']),
    ],
  }
}
