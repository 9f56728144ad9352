import { refusal } from '../errors.ts'
import { MINUTE_MS } from '../instant.ts'
import type { PriceEntry } from '../types.ts'

const DAY_MINUTES = 1440
const WEEK_MINUTES = 10_080

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
