import { totalWindow, type LabelName } from '@tokentoll/alerts'
import { forecast, ledgerActiveUsers, ledgerPeriodCost } from '@tokentoll/core/semconv'
import type { BoardContext } from '../board-context.ts'

/** Periods that the ledger publishes totals of; all of them are calendar periods in UTC. */
export type Period = 'month' | 'day' | 'previous_month' | 'previous_month_to_date'

/** The ledger's cost of a period, straight from the published gauges: one copy of each, however many replicas. */
export function periodCost(
  { names }: BoardContext,
  period: Period,
  by: readonly LabelName[],
  matchers = '',
): string {
  const selector = `${names.metric(ledgerPeriodCost)}{${names.label('period')}="${period}"${matchers}}`
  return `sum ${names.by(...by)} (max ${names.by('tenantId', 'task', 'provider', 'model')} (${selector}))`
}

/** The ledger's forecast of a period by tenant. */
export function forecastCost({ names }: BoardContext, by: readonly LabelName[], matchers = ''): string {
  const selector = `${names.metric(forecast)}{${names.label('period')}="month"${matchers}}`
  return `sum ${names.by(...by)} (max ${names.by('tenantId')} (${selector}))`
}

/** Users with a call this month. */
export function activeUsers({ names }: BoardContext, by: readonly LabelName[], matchers = ''): string {
  const selector = `${names.metric(ledgerActiveUsers)}{${names.label('period')}="month"${matchers}}`
  return `sum ${names.by(...by)} (max ${names.by('tenantId')} (${selector}))`
}

/** What process counters saw in the dashboard's time range: the stand-in where no ledger publishes. */
export function countedInRange(
  { series, names }: BoardContext,
  by: readonly LabelName[],
  level: readonly LabelName[],
  matchers = '',
): string {
  return `sum ${names.by(...by)} (sum_over_time(${withMatchers(series.exactCost(...level), matchers)}[$__range]))`
}

/** The first answer where there is one, else the second: never a mixture of both. */
export function orElse({ names }: BoardContext, preferred: string, otherwise: string): string {
  return `${preferred} or (${otherwise} unless ${names.on()} ${preferred})`
}

/**
 * Cost of each day, dated at its start: growth of the ledger's totals from one midnight to the next, and for the day that
 * runs (and for days that Prometheus did not see begin) the ledger's own figure of the day.
 */
export function dailyCost(
  { names, series }: BoardContext,
  by: readonly LabelName[],
  level: { total: readonly LabelName[]; matchers?: string },
): string {
  const matchers = level.matchers ?? ''
  const total = withMatchers(series.ledgerTotal(...level.total), matchers)
  const day = withMatchers(
    series.ledgerPeriod(...level.total, 'period'),
    `${names.label('period')}="day"${matchers === '' ? '' : `, ${matchers}`}`,
  )
  const grown = totalWindow(total, '1d', names.on(), '-1d')
  return `sum ${names.by(...by)} (${grown}) or sum ${names.by(...by)} (last_over_time(${day}[1439m] offset -1439m))`
}

function withMatchers(series: string, matchers: string): string {
  return matchers === '' ? series : `${series}{${matchers}}`
}
