import { isRefusal, type Authorization, type CallEnd, type CallStart, type Meter } from '@tokentoll/core'
import { readEnd, type EndContext } from '../end/read-end.ts'
import { readAbandoned, readFailure, type FailureContext } from '../end/read-failure.ts'
import { createSavings, type Savings } from '../end/savings.ts'
import { isBeforeInclusiveCache } from '../end/cache-convention.ts'
import { isFields, type Fields } from '../fields.ts'
import { describeStart, outputLimit, type RunStart } from '../start/describe-start.ts'
import { estimatedTokens } from '../start/prompt-characters.ts'
import { unnamedDeployment } from '../start/unnamed-deployment.ts'
import type { TappedFetch } from '../wire/tap-fetch.ts'
import type { WireCall } from '../wire/wire-call.ts'
import { evidenceOfFailure, evidenceOfSilence } from '../wire/wire-evidence.ts'
import { createBatches } from './batches.ts'
import { guarded } from '../guarded.ts'
import { requireCount, requireDuration } from './check-options.ts'
import { withRetries } from './retries.ts'
import { signalOf, untilAborted } from './until-aborted.ts'
import { createMeterSource } from './resolve-meter.ts'
import { createRefusals } from './refusals.ts'
import { runClaimsOf, type RunClaims } from './run-claims.ts'
import { runFactsOf } from './run-facts.ts'
import { createRunTable, type OpenRun, type RunFacts } from './run-table.ts'
import type { StreamProbe } from './stream-probe.ts'

export interface RunRecorderOptions {
  readonly meter?: Meter | undefined
  readonly tap?: TappedFetch | undefined
  readonly abandonAfterMs?: number | undefined
  readonly maxOpenRuns?: number | undefined
  readonly probe: StreamProbe
}

/**
 * Follows model runs from start to end. Only `start` may reject: with a budget's refusal, or with the reason of
 * the caller's own abort.
 */
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
  requireDuration('abandonAfterMs', abandonAfterMs)
  requireCount('maxOpenRuns', maxOpenRuns)
  const meterOf = createMeterSource(options.meter)
  const batches = createBatches()
  const savings = createSavings()
  const runs = createRunTable({
    abandonAfterMs,
    maxOpenRuns,
    clock: Date.now,
    abandon: (run) => {
      const { runId, wire } = run.facts
      probe.giveUp(runId)
      const end = guarded(() => readAbandoned(failureContext(run, wire?.look(evidenceOfSilence))))
      return withDeployedModel(run, end ?? { outcome: 'abandoned' })
    },
    onForget: ({ facts: { runId, claims, wire } }) => {
      claims.release(runId)
      probe.forget(runId)
      wire?.forget()
    },
    onIdle: () => {
      for (const claims of followed) claims.finishers.delete(finish)
      followed.clear()
      latest = undefined
    },
  })
  const finish = (): void => void runs.sweep(true)
  // The claims of every meter that this handler has runs of, or had a moment ago, and those of the last run.
  const followed = new Set<RunClaims>()
  let latest: RunClaims | undefined
  const follow = (claims: RunClaims): void => {
    latest = claims
    followed.add(claims)
    claims.finishers.add(finish)
  }
  const refusals = createRefusals()
  let last: { readonly meter: Meter; readonly claims: RunClaims } | undefined
  const claimsOf = (meter: Meter): RunClaims => {
    if (last?.meter !== meter) last = { meter, claims: runClaimsOf(meter) }
    return last.claims
  }

  // An event stream of version 3 gets no run id, only the messages that the run was started with.
  const byMessage = new WeakMap<object, string>()

  const open = (meter: Meter, call: CallStart, facts: RunFacts, authorized?: Authorization): void => {
    const { runId, claims } = facts
    claims.set(runId, true)
    if (claims !== latest) follow(claims)
    try {
      runs.add({
        call,
        facts,
        open: meter.start(call, authorized?.reservation),
        trace: probe.watch(runId, call.provider, facts.offered),
        downgradeTo: authorized?.downgradeTo,
        downgradedTo: undefined,
      })
    } catch {
      // Only a meter that is not core's throws here.
      claims.release(runId)
    }
  }
  const take = (runId: string): OpenRun | undefined => {
    const run = runs.take(runId)
    if (run === undefined) return undefined
    if (run.trace !== undefined) probe.forget(runId)
    run.facts.claims.release(runId)
    return run
  }
  const endOf = (run: OpenRun, output: unknown, extraParams: unknown): CallEnd => {
    try {
      const { retries, batch } = run.facts
      const read = readEnd(output, extraParams, endContext(run, savings))
      return withRetries(retries, batches.settle(batch, read))
    } catch {
      return unreadable
    }
  }
  const refused = (meter: Meter, start: RunStart, error: unknown): unknown => {
    // The request of several prompts is not made at all: what the others hold is free again.
    for (const runId of refusals.add(start.extraParams, start.parentRunId, error)) {
      const reservation = take(runId)?.open.reservation
      if (reservation !== undefined) meter.release(reservation)
    }
    return finalRefusal(error)
  }
  const hold = async (
    meter: Meter,
    call: CallStart,
    facts: RunFacts,
    start: RunStart,
    prompt: unknown,
  ): Promise<void> => {
    const limit = guarded(() => outputLimit(start.extraParams))
    const estimated = { inputTokens: estimatedTokens(facts.promptCharacters) }
    const { runId, claims } = facts
    refusals.join(start.extraParams, runId)
    try {
      const asked = meter.authorize({
        ...call,
        ...estimated,
        ...(limit === undefined ? {} : { outputTokens: limit }),
      })
      const authorized = await untilAborted(asked, signalOf(start.extraParams), (late) => {
        if (late.reservation !== undefined) meter.release(late.reservation)
      })
      if (refusals.isRefused(start.extraParams)) {
        if (authorized.reservation !== undefined) meter.release(authorized.reservation)
        return claims.release(runId)
      }
      const last = Array.isArray(prompt) ? lastOf(prompt[0]) : undefined
      if (last !== undefined) byMessage.set(last, runId)
      open(meter, call, facts, authorized)
    } catch (error) {
      const isRefused = isRefusal(error)
      // A meter that is not core's failed: the call goes on, and is booked.
      if (!isRefused && signalOf(start.extraParams)?.aborted !== true) return open(meter, call, facts)
      claims.release(runId)
      // The caller gave up while the budget was being asked: the request is not made.
      throw isRefused ? refused(meter, start, error) : error
    }
  }

  return {
    start(start, prompt) {
      const { runId } = start
      const meter = meterOf()
      if (meter === undefined) return undefined
      const claims = claimsOf(meter)
      // LangChain may deliver a start again, to this handler or to another one of the same meter.
      const claimed = claims.get(runId)
      if (claimed !== undefined) return claimed === true ? undefined : claimed
      const deployment = unnamedDeployment(start)
      const deployed = deployment === undefined ? undefined : claims.deployments.modelOf(deployment)
      const call = describeStart(start, deployed)
      const facts = runFactsOf(start, prompt, { claims, batches, tap, deployment })
      if (meter.gate === undefined) return open(meter, call, facts)
      // Before LangChain 1.2 `withRetry` tries again whatever the error says.
      const earlier = facts.retries === undefined ? undefined : refusals.earlier(start.parentRunId)
      if (earlier !== undefined) return Promise.reject(earlier)
      const asking = hold(meter, call, facts, start, prompt)
      if (claims.get(runId) === undefined) claims.set(runId, asking)
      return asking
    },
    end(runId, output, extraParams) {
      const run = take(runId)
      if (run !== undefined) close(run, endOf(run, output, extraParams))
    },
    fail(runId, error) {
      const run = take(runId)
      if (run === undefined) return
      const { facts } = run
      const end = guarded(() =>
        withRetries(
          facts.retries,
          readFailure(error, failureContext(run, facts.wire?.take(evidenceOfFailure(error)))),
        ),
      )
      close(run, end ?? { outcome: 'error' })
    },
    downgradeOf(run) {
      const last = typeof run === 'string' ? undefined : lastOf(run)
      const runId = typeof run === 'string' ? run : last === undefined ? undefined : byMessage.get(last)
      const found = runId === undefined ? undefined : runs.get(runId)
      if (found?.downgradeTo === undefined) return undefined
      found.downgradedTo = found.downgradeTo
      found.facts.wire?.asks(found.downgradeTo)
      return found.downgradeTo
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

const unreadable: CallEnd = { flags: ['usage_shape_unknown'] }

function close(run: OpenRun, end: CallEnd): void {
  try {
    run.open.end(withDeployedModel(run, end))
  } catch {
    // Only a meter that is not core's throws here; the answer is the caller's all the same.
  }
}

// A run that was turned to a cheaper model says nothing about its deployment.
function withDeployedModel({ facts, downgradedTo }: OpenRun, end: CallEnd): CallEnd {
  const { deployment, claims } = facts
  if (deployment === undefined || downgradedTo !== undefined) return end
  return claims.deployments.settle(deployment, end)
}

function endContext(run: OpenRun, savings: Savings): EndContext {
  const { call, trace, facts, downgradedTo } = run
  const { versions, wire } = facts
  return {
    provider: call.provider,
    requestedModel: call.model,
    trace,
    versions,
    isBeforeInclusiveCache,
    downgradedTo,
    wire,
    savings,
  }
}

function failureContext(run: OpenRun, wire: WireCall | undefined): FailureContext {
  const { call, trace, facts, downgradedTo } = run
  const { versions, promptCharacters } = facts
  return { provider: call.provider, trace, versions, downgradedTo, promptCharacters, wire }
}
