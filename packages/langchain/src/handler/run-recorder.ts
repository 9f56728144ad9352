import type { Authorization, CallEnd, CallStart, Meter } from '@tokentoll/core'
import { readEnd, type EndContext } from '../end/read-end.ts'
import { readAbandoned, readFailure, type FailureContext } from '../end/read-failure.ts'
import { createSavings, type Savings } from '../end/savings.ts'
import { fieldsOf, isFields, type Fields } from '../fields.ts'
import { describeStart, outputLimit, type RunStart } from '../start/describe-start.ts'
import { estimatedTokens, promptCharacters } from '../start/prompt-characters.ts'
import type { TappedFetch } from '../wire/tap-fetch.ts'
import type { WireCall } from '../wire/wire-call.ts'
import { wireClaim } from '../wire/wire-claim.ts'
import { createBatches } from './batches.ts'
import { guarded } from '../guarded.ts'
import { retriesOf, withRetries } from './retries.ts'
import { createMeterSource } from './resolve-meter.ts'
import { createRunTable, type OpenRun, type RunFacts } from './run-table.ts'
import type { StreamProbe } from './stream-probe.ts'

export interface RunRecorderOptions {
  readonly meter?: Meter | undefined
  readonly tap?: TappedFetch | undefined
  readonly abandonAfterMs?: number | undefined
  readonly maxOpenRuns?: number | undefined
  readonly probe: StreamProbe
}

/** Follows model runs from start to end. Only `start` may reject, and only with a budget's refusal. */
export interface RunRecorder {
  start(start: RunStart, prompt: unknown): Promise<void> | void
  end(runId: string, output: unknown, extraParams: unknown): void
  fail(runId: string, error: unknown): void
  /** The cheaper model that a budget asked for when a run started, by run id or by the messages it started with. */
  downgradeOf(run: unknown): string | undefined
  sweep(all?: boolean): number
  flush(): Promise<void>
}

export function createRunRecorder(options: RunRecorderOptions): RunRecorder {
  const { tap, probe, abandonAfterMs = 900_000, maxOpenRuns = 100_000 } = options
  const meterOf = createMeterSource(options.meter)
  const batches = createBatches()
  const savings = createSavings()
  const runs = createRunTable({
    abandonAfterMs,
    maxOpenRuns,
    clock: Date.now,
    abandon: (run) => {
      probe.giveUp(run.runId)
      return (
        guarded(() => readAbandoned(failureContext(run, run.facts.wire.look()))) ?? { outcome: 'abandoned' }
      )
    },
    onForget: ({ runId, facts }) => {
      probe.forget(runId)
      facts.wire.take(undefined)
    },
  })
  // A run whose budget is being asked: LangChain may deliver its start a second time meanwhile.
  const asked = new Map<string, Promise<void>>()

  // An event stream of version 3 gets no run id, only the messages that the run was started with.
  const downgrades = new WeakMap<object, string>()

  const open = (meter: Meter, call: CallStart, run: Starting, authorized?: Authorization): void => {
    const { runId, facts } = run
    runs.add({
      runId,
      call,
      facts,
      open: meter.start(call, authorized?.reservation),
      trace: probe.watch(runId, call.provider),
      downgradeTo: authorized?.downgradeTo,
    })
  }
  const take = (runId: string): OpenRun | undefined => {
    probe.forget(runId)
    return runs.take(runId)
  }
  const factsOf = (start: RunStart, call: CallStart, prompt: unknown): RunFacts => ({
    startedAt: Date.now(),
    promptCharacters: promptCharacters(prompt),
    versions: versionsOf(start.metadata),
    retries: retriesOf(start.tags),
    batch: batches.of(start.extraParams),
    wire: wireClaim(tap, call.model, prompt),
  })
  const hold = (
    meter: Meter,
    call: CallStart,
    run: Starting,
    start: RunStart,
    prompt: unknown,
  ): Promise<void> => {
    const limit = guarded(() => outputLimit(start.extraParams))
    const asking = meter
      .authorize({
        ...call,
        inputTokens: estimatedTokens(run.facts.promptCharacters),
        ...(limit === undefined ? {} : { outputTokens: limit }),
      })
      .then((authorized) => {
        const last = Array.isArray(prompt) ? lastOf(prompt[0]) : undefined
        if (authorized.downgradeTo !== undefined && last !== undefined)
          downgrades.set(last, authorized.downgradeTo)
        open(meter, call, run, authorized)
      })
      .catch((error: unknown) => {
        throw finalRefusal(error)
      })
      .finally(() => asked.delete(run.runId))
    asked.set(run.runId, asking)
    return asking
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
      const facts = guarded(() => factsOf(start, call, prompt)) ?? bareFacts()
      const run = { runId, facts }
      return meter.gate === undefined ? open(meter, call, run) : hold(meter, call, run, start, prompt)
    },
    end(runId, output, extraParams) {
      const run = take(runId)
      if (run === undefined) return
      const { facts } = run
      const end = guarded(() => {
        const read = readEnd(output, extraParams, endContext(run, savings))
        return withRetries(facts.retries, batches.settle(facts.batch, read))
      })
      run.open.end(end ?? unreadable)
    },
    fail(runId, error) {
      const run = take(runId)
      if (run === undefined) return
      const { facts } = run
      const end = guarded(() =>
        withRetries(facts.retries, readFailure(error, failureContext(run, facts.wire.take(undefined)))),
      )
      run.open.end(end ?? { outcome: 'error' })
    },
    downgradeOf(run) {
      if (typeof run === 'string') return runs.get(run)?.downgradeTo
      const last = lastOf(run)
      return last === undefined ? undefined : downgrades.get(last)
    },
    sweep: (all) => runs.sweep(all),
    flush: async () => meterOf()?.flush(),
  }
}

function lastOf(messages: unknown): Fields | undefined {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined
  return isFields(last) ? last : undefined
}

// LangChain's own mark for errors that another attempt cannot help (core 1.2 and newer read it).
function finalRefusal(error: unknown): unknown {
  if (typeof error === 'object' && error !== null)
    Object.defineProperty(error, Symbol.for('langchain.errors.retryable'), {
      value: false,
      configurable: true,
    })
  return error
}

/** A run that is about to open. */
type Starting = Pick<OpenRun, 'runId' | 'facts'>

const unreadable: CallEnd = { flags: ['usage_shape_unknown'] }

function bareStart(start: RunStart): CallStart {
  return { integration: 'langchain', provider: 'unknown', model: 'unknown', runId: start.runId }
}

function bareFacts(): RunFacts {
  return {
    startedAt: Date.now(),
    promptCharacters: 0,
    versions: undefined,
    retries: undefined,
    batch: undefined,
    wire: wireClaim(undefined, '', undefined),
  }
}

function endContext({ call, trace, facts }: OpenRun, savings: Savings): EndContext {
  return { provider: call.provider, trace, versions: facts.versions, wire: facts.wire, savings }
}

function failureContext({ call, trace, facts }: OpenRun, wire: WireCall | undefined): FailureContext {
  const { versions, promptCharacters } = facts
  return { provider: call.provider, trace, versions, promptCharacters, wire }
}

function versionsOf(metadata: unknown): RunFacts['versions'] {
  const versions = fieldsOf(metadata)['versions']
  return isFields(versions) ? versions : undefined
}
