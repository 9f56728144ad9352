import type { HrTime } from '@opentelemetry/api'

/** Epoch milliseconds as OpenTelemetry writes instants: seconds and nanoseconds. */
export function hrTime(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1000)
  return [seconds, Math.round((epochMs - seconds * 1000) * 1e6)]
}

/** An instant as epoch milliseconds. */
export function epochMs(time: HrTime): number {
  return time[0] * 1000 + time[1] / 1e6
}
