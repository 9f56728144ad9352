import { describe, expect, it } from 'vitest'
import { createPeriodWindows } from './period-window.ts'

const windows = createPeriodWindows()
const local = (instant: Date | undefined, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant)

describe('the window of a period', () => {
  it.each([
    ['UTC', '2026-11-22T12:00:00Z', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
    ['UTC', '2026-12-31T23:59:59.999Z', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['America/New_York', '2026-11-01T03:59:59Z', '2026-10-01T04:00:00Z', '2026-11-01T04:00:00Z'],
    ['America/New_York', '2026-11-01T04:00:00Z', '2026-11-01T04:00:00Z', '2026-12-01T05:00:00Z'],
    ['Asia/Kolkata', '2026-02-28T18:30:00Z', '2026-02-28T18:30:00Z', '2026-03-31T18:30:00Z'],
    ['Pacific/Kiritimati', '2026-01-31T10:00:00Z', '2026-01-31T10:00:00Z', '2026-02-28T10:00:00Z'],
  ])('in %s at %s', (timeZone, at, start, end) => {
    expect(windows('month', timeZone, Date.parse(at))).toEqual({ start: new Date(start), end: new Date(end) })
  })

  it('has a day of 23 hours and one of 25 where the clocks change, also at midnight', () => {
    const hours = (timeZone: string, at: string): number => {
      const { start, end } = windows('day', timeZone, Date.parse(at))
      return ((end?.getTime() ?? 0) - start.getTime()) / 3_600_000
    }
    expect(hours('Europe/Paris', '2026-03-29T12:00:00Z')).toBe(23)
    expect(hours('Europe/Paris', '2026-10-25T12:00:00Z')).toBe(25)
    // Cairo skips the hour after midnight: its day begins at 01:00.
    expect(hours('Africa/Cairo', '2026-04-24T12:00:00Z')).toBe(23)
    expect(hours('Africa/Cairo', '2026-10-29T12:00:00Z')).toBe(25)
  })

  it('covers time without gap and overlap, in every zone, and begins at local midnight', () => {
    const zones = Intl.supportedValuesOf('timeZone').filter((_zone, index) => index % 20 === 0)
    expect(zones.length).toBeGreaterThan(15)
    for (const timeZone of zones) {
      for (const period of ['day', 'month'] as const) {
        let at = Date.UTC(2026, 0, 10)
        for (let step = 0; step < 14; step += 1) {
          const window = windows(period, timeZone, at)
          expect(at).toBeGreaterThanOrEqual(window.start.getTime())
          expect(at).toBeLessThan(window.end?.getTime() ?? 0)
          expect(windows(period, timeZone, (window.end?.getTime() ?? 0) - 1)).toEqual(window)
          const next = windows(period, timeZone, window.end?.getTime() ?? 0)
          expect(next.start).toEqual(window.end)
          // Either midnight, or the first instant after a midnight that the clocks skip.
          const before = local(new Date(window.start.getTime() - 1), timeZone).slice(0, 10)
          expect(before < local(window.start, timeZone).slice(0, 10)).toBe(true)
          at = window.end?.getTime() ?? 0
        }
      }
    }
  })

  it('never ends for a lifetime', () => {
    expect(windows('lifetime', 'UTC', Date.now()).end).toBeUndefined()
  })
})
