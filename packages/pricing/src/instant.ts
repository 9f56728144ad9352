import { refusal } from './errors.ts'

export const MINUTE_MS = 60_000

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
