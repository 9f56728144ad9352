import { atMost } from '../at-most.ts'

/** Options of `createRefresh`. */
export interface RefreshOptions<Value> {
  /** What is read, for warnings. */
  readonly name: string
  /** Left out: there is never a value. */
  readonly read?: () => Promise<Value>
  readonly intervalMs: number
  readonly waitMs: number
  readonly clock: () => number
  readonly warn: (message: string, cause?: unknown) => void
}

/** A value that is read again when it is asked for and old enough. */
export interface Refresh<Value> {
  /** The newest reading; waits for a due one for a moment, and makes do with the last when it takes longer. */
  latest(): Promise<Value | undefined>
}

export function createRefresh<Value>(options: RefreshOptions<Value>): Refresh<Value> {
  const { name, read, intervalMs, waitMs, clock, warn } = options
  let value: Value | undefined
  let startedAt = -Infinity
  let reading: Promise<void> | undefined
  let isOut = false

  async function refresh(work: () => Promise<Value>): Promise<void> {
    try {
      value = await work()
      isOut = false
    } catch (error) {
      if (!isOut) warn(`${name} could not be read; the last totals stand: ${String(error)}`, error)
      isOut = true
    } finally {
      reading = undefined
    }
  }

  return {
    async latest() {
      if (read === undefined) return undefined
      const now = clock()
      // A clock that was set back must not stop the readings.
      if (reading === undefined && (now - startedAt >= intervalMs || now < startedAt)) {
        startedAt = now
        reading = refresh(read)
      }
      if (reading !== undefined) await atMost(waitMs, reading)
      return value
    },
  }
}
