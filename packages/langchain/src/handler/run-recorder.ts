import type { CallEnd, CallStart, Meter, Reservation } from '@tokentoll/core'
import { readAbandoned, readEnd, readFailure } from '../end/read-end.ts'
import { fieldsOf, isFields } from '../fields.ts'
import { describeStart, outputLimit, type RunStart } from '../start/describe-start.ts'
import { estimatedTokens, promptCharacters } from '../start/prompt-characters.ts'
import { createMeterSource } from './resolve-meter.ts'
import { createRunTable, type OpenRun } from './run-table.ts'

export interface RunRecorderOptions {
  readonly meter?: Meter
  readonly abandonAfterMs?: number
  readonly maxOpenRuns?: number
}

/** Follows model runs from start to end. Only `start` may reject, and only with a budget's refusal. */
export interface RunRecorder {
  start(start: RunStart, prompt: unknown): Promise<void> | void
  end(runId: string, output: unknown, extraParams: unknown): void
  fail(runId: string, error: unknown): void
  sweep(all?: boolean): number
  flush(): Promise<void>
}

export function createRunRecorder(options: RunRecorderOptions): RunRecorder {
  const { abandonAfterMs = 900_000, maxOpenRuns = 100_000 } = options
  const meterOf = createMeterSource(options.meter)
  const runs = createRunTable({
    abandonAfterMs,
    maxOpenRuns,
    clock: Date.now,
    abandon: (run) => readAbandoned(run.promptCharacters),
  })
  // A run whose budget is being asked: LangChain may deliver its start a second time meanwhile.
  const asked = new Map<string, Promise<void>>()

  const open = (meter: Meter, call: CallStart, facts: RunFacts, reservation?: Reservation): void => {
    if (facts.runId === undefined) return
    runs.add(facts.runId, { ...facts, call, open: meter.start(call, reservation) })
  }

  return {
    start(start, prompt) {
      const { runId } = start
      if (runs.has(runId)) return undefined
      const waiting = asked.get(runId)
      if (waiting !== undefined) return waiting
      const meter = meterOf()
      if (meter === undefined) return undefined
      const call = guarded(() => describeStart(start)) ?? bareStart(start)
      const facts: RunFacts = {
        runId,
        promptCharacters: guarded(() => promptCharacters(prompt)) ?? 0,
        versions: guarded(() => versionsOf(start.metadata)),
      }
      if (meter.gate === undefined) return open(meter, call, facts)
      const limit = guarded(() => outputLimit(start.extraParams))
      const asking = meter
        .authorize({
          ...call,
          inputTokens: estimatedTokens(facts.promptCharacters),
          ...(limit === undefined ? {} : { outputTokens: limit }),
        })
        .then(({ reservation }) => open(meter, call, facts, reservation))
        .finally(() => asked.delete(runId))
      asked.set(runId, asking)
      return asking
    },
    end(runId, output, extraParams) {
      const run = runs.take(runId)
      run?.open.end(guarded(() => readEnd(output, extraParams, contextOf(run))) ?? unreadable)
    },
    fail(runId, error) {
      const run = runs.take(runId)
      run?.open.end(guarded(() => readFailure(error, run.promptCharacters)) ?? { outcome: 'error' })
    },
    sweep: (all) => runs.sweep(all),
    flush: async () => meterOf()?.flush(),
  }
}

type RunFacts = Omit<OpenRun, 'call' | 'open'> & { readonly runId: string }

const unreadable: CallEnd = { flags: ['usage_shape_unknown'] }

// Our own failure to read a foreign object must not reach the caller's chain.
function guarded<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

function bareStart(start: RunStart): CallStart {
  return { integration: 'langchain', provider: 'unknown', model: 'unknown', runId: start.runId }
}

function contextOf(run: OpenRun): Parameters<typeof readEnd>[2] {
  return { provider: run.call.provider, firstChunk: run.firstChunk, versions: run.versions }
}

function versionsOf(metadata: unknown): OpenRun['versions'] {
  const versions = fieldsOf(metadata)['versions']
  return isFields(versions) ? versions : undefined
}
