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
          close(recent, nowMs),
        ]
      : [coarse(start, recent), close(recent, nowMs)]
  // The newest sample is now: what Prometheus shows is what the ledger has.
  return [...parts, { startMs: nowMs, endMs: nowMs, stepMs: fine }]
}

/** The instants of a segment. */
export function* instants({ startMs, endMs, stepMs }: Segment): Generator<number> {
  for (let at = startMs; at <= endMs; at += stepMs) yield at
}
