import { totalWindow, type LabelName } from '@tokentoll/alerts'
import {
  budgetLimit,
  budgetUsed,
  forecast,
  ledgerActiveUsers,
  ledgerPeriodCost,
  ledgerUserCost,
  type MetricDefinition,
} from '@tokentoll/core/semconv'
import type { BoardContext } from '../board-context.ts'
import { equal, orElse, select, sumBy } from './select.ts'

/** Periods that the ledger publishes totals of; all of them are calendar periods in UTC. */
export type Period = 'month' | 'day' | 'previous_month' | 'previous_month_to_date'

/** A gauge of the ledger, one copy of each series however many replicas publish it. */
function once(
  context: BoardContext,
  metric: MetricDefinition,
  key: readonly LabelName[],
  matchers: readonly string[],
  when: (series: string) => string = (series) => series,
): string {
  return `max ${context.names.by(...key)} (${when(select(context, context.names.metric(metric), matchers))})`
}

/**
 * The last value of each step, dated at the step's start. Steps of an hour are cut at the full hour: without it the hour
 * that runs would not be seen.
 */
export function atEndOfStep(series: string): string {
  return `last_over_time(${series}[$__interval] offset -$__interval)`
}

/** The ledger's cost of a period, straight from the published gauges. */
export function periodCost(
  context: BoardContext,
  period: Period,
  by: readonly LabelName[],
  matchers: readonly string[] = [],
): string {
  const of = [equal(context, 'period', period), ...matchers]
  return sumBy(context, by, once(context, ledgerPeriodCost, ['tenantId', 'task', 'provider', 'model'], of))
}

/** The ledger's cost of a period, or where no ledger publishes it what was counted. */
export function periodCostOr(
  context: BoardContext,
  counted: string,
  period: Period,
  by: readonly LabelName[],
  matchers: readonly string[] = [],
): string {
  const of = [equal(context, 'period', period), ...matchers]
  const known = select(context, context.names.metric(ledgerPeriodCost), of)
  return orElse(context, periodCost(context, period, by, matchers), counted, known)
}

/** The ledger's forecast of the month by tenant. */
export function forecastCost(
  context: BoardContext,
  by: readonly LabelName[],
  matchers: readonly string[] = [],
  when?: (series: string) => string,
): string {
  return sumBy(
    context,
    by,
    once(context, forecast, ['tenantId'], [equal(context, 'period', 'month'), ...matchers], when),
  )
}

/** Users with a call this month. */
export function activeUsers(
  context: BoardContext,
  by: readonly LabelName[],
  matchers: readonly string[] = [],
): string {
  return sumBy(
    context,
    by,
    once(context, ledgerActiveUsers, ['tenantId'], [equal(context, 'period', 'month'), ...matchers]),
  )
}

/** Cost of the most expensive users in a period. */
export function userCost(context: BoardContext, period: Period, matchers: readonly string[] = []): string {
  return once(
    context,
    ledgerUserCost,
    ['tenantId', 'userId'],
    [equal(context, 'period', period), `${context.names.label('userId')}!="__other__"`, ...matchers],
  )
}

/** Limit or use of the monthly budget of each tenant; of several the one that is used most, for both alike. */
export function tenantBudget(
  context: BoardContext,
  which: 'limit' | 'used',
  by: readonly LabelName[],
  matchers: readonly string[] = [],
  when?: (series: string) => string,
): string {
  const { names } = context
  const key = ['tenantId', 'budget'] as const
  const of = [equal(context, 'scope', 'tenant'), equal(context, 'period', 'month'), ...matchers]
  const [limit, used] = [budgetLimit, budgetUsed].map((metric) => once(context, metric, key, of, when))
  const fullest = `topk ${names.by('tenantId')} (1, ${used} / ${limit})`
  return sumBy(context, by, `${which === 'limit' ? limit : used} and ${names.on(...key)} ${fullest}`)
}

/** Growth of recorded ledger totals within a window. */
export function ledgerGrowth(
  context: BoardContext,
  total: string,
  window: string,
  matchers: readonly string[] = [],
  offset?: string,
): string {
  return totalWindow(select(context, total, matchers), window, context.names.on(), offset)
}

/**
 * Growth of recorded ledger totals over the time range of the dashboard; where Prometheus is younger than that, since it
 * began to look.
 */
export function ledgerGrowthInRange(
  context: BoardContext,
  by: readonly LabelName[],
  total: string,
  matchers: readonly string[],
): string {
  const series = select(context, total, matchers)
  // Totals that have not moved since say nothing about what was before.
  const seen = `last_over_time(${series}[1h]) - min_over_time(${series}[$__range]) > 0`
  return orElse(
    context,
    sumBy(context, by, ledgerGrowth(context, total, '$__range', matchers)),
    sumBy(context, by, seen),
  )
}

/**
 * Cost of each day, dated at its start: growth of the ledger's totals from one midnight to the next, and for days that
 * Prometheus did not see begin the ledger's own figure of the day.
 */
export function dailyCost(
  context: BoardContext,
  by: readonly LabelName[],
  level: readonly LabelName[],
  matchers: readonly string[] = [],
): string {
  const { names, series } = context
  const total = select(context, series.ledgerTotal(...level), matchers)
  // The newest total of the day: of the one that runs, that of now, wherever the dashboard's time zone cuts its days.
  const end = `last_over_time(${total}[1d] offset -1d)`
  const begin = `last_over_time(${total}[1h])`
  const grown = `${end} - (${begin} or (${end} * 0 and ${names.on()} ${begin}))`
  const day = select(context, series.ledgerPeriod(...level, 'period'), [
    equal(context, 'period', 'day'),
    ...matchers,
  ])
  // One minute short of a day: at midnight the gauge has begun anew.
  return `${sumBy(context, by, grown)} or ${sumBy(context, by, `last_over_time(${day}[1439m] offset -1439m)`)}`
}
