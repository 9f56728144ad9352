const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A stretch of the past with evenly spaced samples, both ends included. */
export interface Segment {
  readonly startMs: number
  readonly endMs: number
  readonly stepMs: number
}

/**
 * When samples are taken: every hour, and every four minutes where dashboards look closely, which is the last day and
 * the same hours a week ago. Four minutes, because Prometheus shows a sample for five.
 */
export function segments(nowMs: number, days: number): readonly Segment[] {
  const newest = lastSampleMs(nowMs)
  const hour = (ms: number): number => Math.floor(ms / HOUR) * HOUR
  const start = hour(nowMs - days * DAY)
  const lastWeek = hour(nowMs - 7 * DAY - 7 * HOUR)
  const lastWeekEnd = hour(nowMs - 7 * DAY + HOUR)
  const recent = hour(nowMs - 32 * HOUR)
  const fine = 4 * MINUTE
  const close = (from: number, to: number): Segment => ({
    startMs: from,
    endMs: from + Math.floor((to - from) / fine) * fine,
    stepMs: fine,
  })
  const coarse = (from: number, to: number): Segment => ({ startMs: from, endMs: to - HOUR, stepMs: HOUR })
  const parts =
    lastWeek > start
      ? [
          coarse(start, lastWeek),
          close(lastWeek, lastWeekEnd - fine),
          coarse(lastWeekEnd, recent),
          close(recent, newest),
        ]
      : [coarse(start, recent), close(recent, newest)]
  return parts
}

/** The newest sample: the call after it is not made yet, so that what Prometheus shows is what the ledger has. */
export function lastSampleMs(nowMs: number): number {
  const fine = 4 * MINUTE
  return Math.floor((nowMs - 30_000) / fine) * fine
}

/** The instants of a segment. */
export function* instants({ startMs, endMs, stepMs }: Segment): Generator<number> {
  for (let at = startMs; at <= endMs; at += stepMs) yield at
}
