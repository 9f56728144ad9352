import { TokentollError, type Meter } from '@tokentoll/core'

/** Refuses what is no meter, at the place where it is handed over and not in the user's first call. */
export function requireMeter(meter: Meter | null | undefined): Meter | undefined {
  if (meter === undefined || meter === null) return undefined
  if (typeof meter.start === 'function' && typeof meter.authorize === 'function') return meter
  throw invalid('meter', meter, 'is not a meter', 'Give what createMeter returned, or leave it out')
}

/** Refuses what is no duration; `Infinity` stands for never. */
export function requireDuration(field: string, value: number): void {
  if (typeof value === 'number' && value > 0) return
  throw invalid(field, value, 'is no time above 0', 'Give milliseconds, or leave it out for its default')
}

/** Refuses what is no whole number above 0. */
export function requireCount(field: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return
  throw invalid(field, value, 'is not a whole number above 0', 'Give one, or leave it out for its default')
}

function invalid(field: string, value: unknown, is: string, remedy: string): TokentollError {
  return new TokentollError({ code: 'invalid_option', problem: `${field} ${is}`, remedy, field, value })
}
