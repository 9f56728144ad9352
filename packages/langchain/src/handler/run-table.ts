import type { CallEnd, CallStart, OpenCall } from '@tokentoll/core'
import type { OfferedTools } from '../end/server-tools.ts'
import type { StreamTrace } from '../end/stream-trace.ts'
import type { Fields } from '../fields.ts'
import type { RunClaims } from './run-claims.ts'
import type { WireClaim } from '../wire/wire-claim.ts'

/** What is taken down when a run starts, besides the call itself. */
export interface RunFacts {
  readonly runId: string
  /** Where it is said that this handler follows the run. */
  readonly claims: RunClaims
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly promptCharacters: number
  readonly versions: Fields | undefined
  /** The Azure deployment it calls, when its user named no model. */
  readonly deployment: string | undefined
  readonly retries: number | undefined
  /** The request it makes; undefined without a tap. */
  readonly wire: WireClaim | undefined
  /** The tools of the request that the provider runs and bills; undefined when there are none. */
  readonly offered: OfferedTools | undefined
  /** Runs that share one request: LangChain reports its usage on the first of them. */
  readonly batch: BatchUsage | undefined
}

/** A model run that has started and not yet ended. */
export interface OpenRun {
  readonly call: CallStart
  readonly open: OpenCall
  readonly facts: RunFacts
  readonly trace: StreamTrace | undefined
  /** The cheaper model that a budget asks for. */
  readonly downgradeTo: string | undefined
  /** The same, once the model has really been changed to it. */
  downgradedTo: string | undefined
}

/** Shared by the prompts that a legacy class sends in one request. */
export interface BatchUsage {
  reported: boolean
}

export interface RunTableOptions {
  /** A run that is open for longer is booked as abandoned. */
  readonly abandonAfterMs: number
  /** More open runs than this: the oldest is booked as abandoned. */
  readonly maxOpenRuns: number
  readonly clock: () => number
  /** How to book an abandoned run. */
  readonly abandon: (run: OpenRun) => CallEnd
  /** A run is no longer remembered. */
  readonly onForget: (run: OpenRun) => void
  /** No run is open any more: the timer stops. Not called at each end, but within a second of the last one. */
  readonly onIdle: () => void
}

/** The open runs by run id. Its timer runs only while runs are open and never keeps the process alive. */
export interface RunTable {
  readonly size: number
  get(runId: string): OpenRun | undefined
  add(run: OpenRun): void
  /** Takes a run that ends off the table; an abandoned one, too, while it is remembered. */
  take(runId: string): OpenRun | undefined
  /** Books what is older than `abandonAfterMs`; everything with `all`. Returns how many. */
  sweep(all?: boolean): number
}

// A tick looks at the oldest run only. The timer holds the handler in memory, so an idle one must not wait long
// for it: some applications make a handler for each request.
const sweepEveryMs = 1000

// A call that was given up for lost and ends after all is corrected. Only the last ones are remembered.
const maxAbandoned = 1000

export function createRunTable(options: RunTableOptions): RunTable {
  const { abandonAfterMs, maxOpenRuns, clock, abandon, onForget, onIdle } = options
  const runs = new Map<string, OpenRun>()
  const abandoned = new Map<string, OpenRun>()
  let timer: ReturnType<typeof setInterval> | undefined

  const giveUp = (runId: string, run: OpenRun): void => {
    runs.delete(runId)
    run.open.end({ ...abandon(run), provisional: true })
    abandoned.set(runId, run)
    if (abandoned.size <= maxAbandoned) return
    const oldest = oldestOf(abandoned)
    const forgotten = abandoned.get(oldest)!
    abandoned.delete(oldest)
    onForget(forgotten)
  }
  const sweep = (all = false): number => {
    const before = clock() - abandonAfterMs
    let swept = 0
    // Insertion order is start order: the first young one ends the walk.
    for (const [runId, run] of runs) {
      if (!all && run.facts.startedAt > before) break
      giveUp(runId, run)
      swept += 1
    }
    if (runs.size === 0) {
      clearInterval(timer)
      timer = undefined
      onIdle()
    }
    return swept
  }

  return {
    get size() {
      return runs.size
    },
    get: (runId) => runs.get(runId),
    add(run) {
      runs.set(run.facts.runId, run)
      if (runs.size > maxOpenRuns) {
        const oldest = oldestOf(runs)
        giveUp(oldest, runs.get(oldest)!)
      }
      if (timer === undefined) {
        timer = setInterval(sweep, sweepEveryMs, false)
        timer.unref?.()
      }
    },
    take(runId) {
      const run = runs.get(runId)
      if (run !== undefined) {
        runs.delete(runId)
        return run
      }
      if (abandoned.size === 0) return undefined
      const late = abandoned.get(runId)
      abandoned.delete(runId)
      return late
    },
    sweep,
  }
}

function oldestOf(runs: ReadonlyMap<string, OpenRun>): string {
  for (const runId of runs.keys()) return runId
  return ''
}
