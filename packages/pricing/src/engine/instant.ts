import { refusal } from '../errors.ts'
import type { PriceEntry } from '../types.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1440

/** As a number of milliseconds these are 1973 and 5138: seconds lie below, microseconds above. */
const EARLIEST_MS = 1e11
const LATEST_MS = 1e14

/**
 * Epoch milliseconds of an instant given in any accepted form; throws `instant_invalid`. A text without a zone is
 * UTC, whatever the time zone of the machine.
 */
export function toEpochMs(instant: Date | number | string, field: string): number {
  if (typeof instant === 'number') {
    if (instant >= EARLIEST_MS && instant < LATEST_MS) return instant
    const remedy = 'Give epoch milliseconds between 1973 and 5138, or a Date for an instant outside of them.'
    throw refusal('instant_invalid', 'Not epoch milliseconds', field, instant, remedy)
  }
  const epochMs = typeof instant === 'string' ? parseInstant(instant) : new Date(instant ?? '').getTime()
  if (Number.isFinite(epochMs)) return epochMs
  throw refusal(
    'instant_invalid',
    'Not an instant',
    field,
    instant,
    "Give epoch milliseconds, a Date, or ISO 8601 such as '2026-01-31' or '2026-01-31T16:30:00Z'.",
  )
}

const INSTANT =
  /^(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d+)?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?)?$/

/**
 * Epoch milliseconds of an ISO 8601 date or instant; NaN for anything else, a day that does not exist included
 * (`Date.parse` takes '5' and 30 February). A text without a zone is UTC, whatever the time zone of the machine.
 */
export function parseInstant(text: string): number {
  const [, date, hour = 0, minute = 0, second = 0, fraction = 0, sign, zoneHour = 0, zoneMinute = 0] =
    INSTANT.exec(text) ?? []
  if (date === undefined) return Number.NaN
  const midnight = Date.parse(`${date}T00:00Z`)
  if (!Number.isFinite(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return Number.NaN
  const zone = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1)
  const minutes = Number(hour) * 60 + Number(minute) - zone
  return midnight + minutes * MINUTE_MS + Number(second) * 1000 + Math.floor(Number(fraction) * 1000)
}

/** A daily window in minutes of the UTC day; `end <= start` crosses midnight. */
export interface DailyWindow {
  readonly startMinute: number
  readonly endMinute: number
  readonly weekdays: readonly number[] | undefined
}

export function parseWindow(window: NonNullable<PriceEntry['window']>, field: string): DailyWindow {
  return {
    startMinute: parseMinute(window.start, `${field}.start`),
    endMinute: parseMinute(window.end, `${field}.end`),
    weekdays: window.weekdays === undefined ? undefined : checkWeekdays(window.weekdays, `${field}.weekdays`),
  }
}

function checkWeekdays(weekdays: readonly number[], field: string): readonly number[] {
  const isDay = (day: number): boolean => Number.isInteger(day) && day >= 0 && day <= 6
  if (Array.isArray(weekdays) && weekdays.length > 0 && weekdays.every(isDay)) return weekdays
  throw refusal(
    'period_invalid',
    'Not days of the week',
    field,
    JSON.stringify(weekdays),
    'Give them as numbers from 0, Sunday, to 6; leave them out for every day.',
  )
}

function parseMinute(text: string, field: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (match !== null) return Number(match[1]) * 60 + Number(match[2])
  throw refusal(
    'period_invalid',
    'Not a time of day',
    field,
    text,
    "Give UTC as 'HH:MM', for example '16:30'.",
  )
}

/** Whether a UTC instant is inside a daily window. A window past midnight belongs to the day it starts on. */
export function isInWindow(window: DailyWindow, epochMs: number): boolean {
  const minutes = Math.floor(epochMs / MINUTE_MS)
  const day = Math.floor(minutes / DAY_MINUTES)
  const minute = minutes - day * DAY_MINUTES
  const { startMinute, endMinute, weekdays } = window
  const isOvernight = endMinute <= startMinute
  const isInside = isOvernight
    ? minute >= startMinute || minute < endMinute
    : minute >= startMinute && minute < endMinute
  if (!isInside || weekdays === undefined) return isInside
  const startDay = isOvernight && minute < endMinute ? day - 1 : day
  // 1970-01-01 was a Thursday.
  return weekdays.includes((((startDay + 4) % 7) + 7) % 7)
}

const WEEK_MINUTES = 7 * DAY_MINUTES

/** Whether two windows share an instant of some week. */
export function windowsMeet(a: DailyWindow, b: DailyWindow): boolean {
  return spans(a).some(([start, end]) =>
    spans(b).some(([otherStart, otherEnd]) =>
      [-WEEK_MINUTES, 0, WEEK_MINUTES].some((shift) => start < otherEnd + shift && otherStart + shift < end),
    ),
  )
}

/** The spans of a window in minutes of the week; one past midnight on Saturday ends beyond the week. */
function spans({ startMinute, endMinute, weekdays }: DailyWindow): (readonly [number, number])[] {
  const length = endMinute > startMinute ? endMinute - startMinute : endMinute - startMinute + DAY_MINUTES
  return (weekdays ?? [0, 1, 2, 3, 4, 5, 6]).map((day) => {
    const start = day * DAY_MINUTES + startMinute
    return [start, start + length]
  })
}
