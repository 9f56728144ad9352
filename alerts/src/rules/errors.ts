import type { AlertRule } from '../output/rule-file.ts'
import type { RuleContext } from '../rules-context.ts'
import { alertRule } from './annotate.ts'

/** A burn rate over two windows: the long one says that it matters, the short one that it still goes on. */
interface BurnRate {
  readonly severity: 'critical' | 'warning'
  readonly factor: number
  readonly long: string
  readonly short: string
  readonly for: string
}

/** Factors of the usual multi-window scheme: 2 % of a month's budget in an hour, 5 % in six. */
const BURN_RATES: readonly BurnRate[] = [
  { severity: 'critical', factor: 14.4, long: '1h', short: '5m', for: '2m' },
  { severity: 'warning', factor: 6, long: '6h', short: '30m', for: '15m' },
]

/** Calls of one model fail so fast that the month's error budget will not last. */
export function errorAlerts(context: RuleContext): readonly AlertRule[] {
  return BURN_RATES.map((rate) => errorBudgetBurn(context, rate))
}

function errorBudgetBurn(context: RuleContext, rate: BurnRate): AlertRule {
  const { options, names, series } = context
  const { errorBudgetRatio: budget, requestsFloor } = options.thresholds
  const by = names.by('provider', 'model')
  const calls = series.exactRequests('task', 'provider', 'model', 'outcome')
  const outcome = names.label('outcome')
  // A call that a budget refused or that its user left neither failed nor succeeded.
  const all = (window: string): string =>
    `sum ${by} (sum_over_time(${calls}{${outcome}=~"success|error"}[${window}]))`
  const failed = (window: string): string =>
    `sum ${by} (sum_over_time(${calls}{${outcome}="error"}[${window}]))`
  const limit = Math.round(rate.factor * budget * 1e6) / 1e6
  const burns = (window: string, floor: number): string =>
    `${failed(window)} / (${all(window)} > ${floor}) > ${limit}`
  return alertRule(context, {
    alert: 'LLMErrorBudgetBurn',
    expr: `${burns(rate.long, requestsFloor)} and ${burns(rate.short, 0)}`,
    for: rate.for,
    severity: rate.severity,
    summary: `{{ $value | humanizePercentage }} of the calls to {{ $labels.${names.label('model')} }} fail`,
    description: `Over ${rate.long} errors use the budget of ${budget * 100} % ${rate.factor} times as fast as it lasts.`,
    dashboard: 'operations',
    variables: ['provider', 'model'],
  })
}
