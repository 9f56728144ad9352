import type { BudgetPeriod } from './budget.ts'

/** A stretch of time in which spend counts against one limit: `[start, end)`. */
export interface PeriodWindow {
  readonly start: Date
  /** Undefined: it never ends. */
  readonly end: Date | undefined
}

/** Finds windows, remembering the last one of each zone: most calls fall into it. */
export type PeriodWindows = (period: BudgetPeriod, timeZone: string, at: number) => PeriodWindow

const lifetime: PeriodWindow = { start: new Date(0), end: undefined }

export function createPeriodWindows(): PeriodWindows {
  const formats = new Map<string, Intl.DateTimeFormat>()
  const recent = new Map<string, PeriodWindow>()

  // What a clock on the wall shows, as if it were UTC.
  const wallClock = (timeZone: string, at: number): number => {
    let format = formats.get(timeZone)
    if (format === undefined) {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone,
        calendar: 'iso8601',
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      })
      formats.set(timeZone, format)
    }
    const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, Number(part.value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }

  // The first instant of a local day. Where the clocks skip midnight, the day begins with what they show next.
  const instantOf = (timeZone: string, wall: number): number => {
    const first = wall - (wallClock(timeZone, wall) - wall)
    const second = wall - (wallClock(timeZone, first) - first)
    const earliest = Math.min(first, second)
    return wallClock(timeZone, earliest) >= wall ? earliest : Math.max(first, second)
  }

  return (period, timeZone, at) => {
    if (period === 'lifetime') return lifetime
    const key = `${period} ${timeZone}`
    const last = recent.get(key)
    if (last?.end !== undefined && at >= last.start.getTime() && at < last.end.getTime()) return last
    const local = new Date(wallClock(timeZone, at))
    const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()]
    const [from, to] =
      period === 'month'
        ? [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)]
        : [Date.UTC(year, month, local.getUTCDate()), Date.UTC(year, month, local.getUTCDate() + 1)]
    const window = { start: new Date(instantOf(timeZone, from)), end: new Date(instantOf(timeZone, to)) }
    recent.set(key, window)
    return window
  }
}
