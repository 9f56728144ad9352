/** A UTC period that gauges are published for. */
export type Period = 'month' | 'day' | 'previous_month' | 'previous_month_to_date'

/** `[from, to)`; an open end takes in what is booked from now on. */
export interface PeriodRange {
  readonly period: Period
  readonly from: Date
  readonly to: Date | undefined
}

/** The periods of an instant, in UTC. The month before is also cut at the same distance from its start. */
export function periodsAt(nowMs: number): readonly PeriodRange[] {
  const now = new Date(nowMs)
  const year = now.getUTCFullYear()
  const month = now.getUTCMonth()
  const thisMonth = Date.UTC(year, month)
  const lastMonth = Date.UTC(year, month - 1)
  // The 31st has no counterpart in a shorter month: there the whole month is "to date".
  const sameMoment = Math.min(lastMonth + (nowMs - thisMonth), thisMonth)
  return [
    { period: 'month', from: new Date(thisMonth), to: undefined },
    { period: 'day', from: new Date(Date.UTC(year, month, now.getUTCDate())), to: undefined },
    { period: 'previous_month', from: new Date(lastMonth), to: new Date(thisMonth) },
    { period: 'previous_month_to_date', from: new Date(lastMonth), to: new Date(sameMoment) },
  ]
}

const dayMs = 86_400_000

/** Number of the UTC day: periods begin anew where it changes. */
export function utcDay(ms: number): number {
  return Math.floor(ms / dayMs)
}

/**
 * How many times the spend of the month so far the whole month will cost at the present rate. The first day
 * counts as a whole one: an hour is no rate.
 */
export function monthFactor(nowMs: number): number {
  const now = new Date(nowMs)
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth())
  const end = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)
  return (end - start) / Math.max(nowMs - start, dayMs)
}
