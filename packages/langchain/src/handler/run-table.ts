import type { CallEnd, CallStart, OpenCall } from '@tokentoll/core'
import type { FirstChunk } from '../end/first-chunk.ts'
import type { Fields } from '../fields.ts'

/** A model run that has started and not yet ended. */
export interface OpenRun {
  readonly call: CallStart
  readonly open: OpenCall
  readonly promptCharacters: number
  readonly versions: Fields | undefined
  firstChunk?: FirstChunk | undefined
}

export interface RunTableOptions {
  /** A run that is open for longer is booked as abandoned. */
  readonly abandonAfterMs: number
  /** More open runs than this: the oldest is booked as abandoned. */
  readonly maxOpenRuns: number
  readonly clock: () => number
  readonly abandon: (run: OpenRun) => CallEnd
}

/** The open runs by run id. Its timer runs only while runs are open and never keeps the process alive. */
export interface RunTable {
  readonly size: number
  has(runId: string): boolean
  get(runId: string): OpenRun | undefined
  add(runId: string, run: OpenRun): void
  take(runId: string): OpenRun | undefined
  /** Books what is older than `abandonAfterMs`; everything with `all`. Returns how many. */
  sweep(all?: boolean): number
}

export function createRunTable(options: RunTableOptions): RunTable {
  const { abandonAfterMs, maxOpenRuns, clock, abandon } = options
  const runs = new Map<string, OpenRun>()
  let timer: ReturnType<typeof setInterval> | undefined

  const stopWhenIdle = (): void => {
    if (runs.size > 0 || timer === undefined) return
    clearInterval(timer)
    timer = undefined
  }
  const give = (runId: string, run: OpenRun): void => {
    runs.delete(runId)
    run.open.end(abandon(run))
  }
  const sweep = (all = false): number => {
    const before = clock() - abandonAfterMs
    let swept = 0
    // Insertion order is start order: the first young one ends the walk.
    for (const [runId, run] of runs) {
      if (!all && run.open.startedAt > before) break
      give(runId, run)
      swept += 1
    }
    stopWhenIdle()
    return swept
  }

  return {
    get size() {
      return runs.size
    },
    has: (runId) => runs.has(runId),
    get: (runId) => runs.get(runId),
    add(runId, run) {
      runs.set(runId, run)
      if (runs.size > maxOpenRuns) {
        for (const [oldestId, oldest] of runs) {
          give(oldestId, oldest)
          break
        }
      }
      if (timer === undefined) {
        timer = setInterval(sweep, Math.max(1000, abandonAfterMs / 10), false)
        timer.unref?.()
      }
    },
    take(runId) {
      const run = runs.get(runId)
      if (run !== undefined) runs.delete(runId)
      return run
    },
    sweep,
  }
}
