import { TokentollError } from '@tokentoll/core'
import { atMost } from '../at-most.ts'
import { createTroubleWarning } from '../warning.ts'
import { utcDay } from './periods.ts'

/** Options of `createRefresh`. */
export interface RefreshOptions<Value> {
  /** What is read, for warnings. */
  readonly name: string
  /** Left out: there is never a value. */
  readonly read?: () => Promise<Value>
  readonly intervalMs: number
  readonly waitMs: number
  /** After this long a reading counts as hung, and the next one begins beside it. */
  readonly hungAfterMs: number
  readonly clock: () => number
  readonly warn: (message: string, cause?: unknown) => void
}

/** A value that is read again when it is asked for and old enough. */
export interface Refresh<Value> {
  /** The newest reading; waits for a due one for a moment, and makes do with the last when it takes longer. */
  latest(): Promise<Value | undefined>
}

/** Longest time between two readings beside hung ones: each of those may hold a connection. */
const longestPatienceMs = 3_600_000
/** A reading takes at most this part of the time: who is read has calls to book. */
const restsPerReading = 10

export function createRefresh<Value>(options: RefreshOptions<Value>): Refresh<Value> {
  const { name, read, intervalMs, waitMs, hungAfterMs, clock, warn } = options
  let value: Value | undefined
  let newest = 0
  let started = 0
  let startedAt = -Infinity
  let reading: Promise<void> | undefined
  let patienceMs = hungAfterMs
  let lastTookMs = 0
  const trouble = createTroubleWarning(warn)

  function fail(problem: string, cause?: unknown): void {
    // A ledger that was closed before its publisher is no outage, but the end of the process.
    if (isClosed(cause)) return
    trouble.began(name, `${name} could not be read; the last totals stand: ${problem}`, cause)
  }

  async function refresh(work: () => Promise<Value>, number: number): Promise<void> {
    const beganAt = performance.now()
    try {
      const found = await work()
      lastTookMs = performance.now() - beganAt
      // One that was given up may still come, but never after a younger one.
      if (number < newest) return
      newest = number
      value = found
      trouble.ended(name)
      patienceMs = hungAfterMs
    } catch (error) {
      fail(String(error), error)
    } finally {
      if (number === started) reading = undefined
    }
  }

  // A new UTC day begins new periods: they are read at once.
  function isDue(now: number): boolean {
    // A clock that was set back must not stop the readings.
    const age = Math.abs(now - startedAt)
    const restMs = Math.max(intervalMs, restsPerReading * lastTookMs)
    return age >= restMs || now < startedAt || utcDay(now) !== utcDay(startedAt)
  }

  return {
    async latest() {
      if (read === undefined) return undefined
      const now = clock()
      if (reading !== undefined && Math.abs(now - startedAt) >= patienceMs) {
        fail(`no answer for ${Math.round(patienceMs / 1000)} s`)
        reading = undefined
        patienceMs = Math.min(2 * patienceMs, longestPatienceMs)
      }
      if (reading === undefined && isDue(now)) {
        startedAt = now
        started += 1
        reading = refresh(read, started)
      }
      if (reading !== undefined) await atMost(waitMs, reading)
      return value
    },
  }
}

function isClosed(cause: unknown): boolean {
  return TokentollError.isInstance(cause) && cause.code === 'ledger_closed'
}
