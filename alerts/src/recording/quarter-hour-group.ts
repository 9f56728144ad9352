import { cost } from '@tokentoll/core/semconv'
import type { RuleGroup } from '../output/rule-file.ts'
import { sumOfMinutes } from '../promql/sum-of-minutes.ts'
import type { RuleContext } from '../rules-context.ts'

/**
 * The exact deltas of a quarter of an hour each, for a chart over all types of tokens: it reads so many series that a
 * month of them is too slow even by five minutes.
 *
 * The group looks a minute back, so that the minutes it adds up are written.
 */
export function quarterHourGroup({ names, series }: RuleContext): RuleGroup {
  const step = '15m'
  const evaluated = series.quartersEvaluated()
  const level = ['task', 'provider', 'model', 'tokenType'] as const
  const sum = series.quarterTokens(...level)
  return {
    name: `${names.metric(cost)}-exact-quarter-hours`,
    interval: step,
    query_offset: '1m',
    rules: [
      { record: evaluated, expr: 'vector(1)' },
      { record: sum, expr: sumOfMinutes({ sum, minutes: series.exactTokens(...level), step, evaluated }) },
    ],
  }
}
