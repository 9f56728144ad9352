import type { Attribution } from '@tokentoll/core'
import { createFailedCalls } from './failed-calls.ts'
import { idReachesMessage, requestModelOf, type WireCall } from './wire-call.ts'

/** What a run knows about the request it made. */
export interface WireQuery {
  readonly responseId?: string | undefined
  readonly model: string
  readonly context: Attribution | undefined
  readonly startedAt: number
  /** Pieces of the prompt as they stand in a JSON body; the first has to be in it. */
  readonly promptMarks: readonly string[]
  /** Whether the request's answer can be the run's. */
  readonly evidence: (call: WireCall) => boolean
}

/** A request as it is sent. */
export type WireRequest = Pick<WireCall, 'url' | 'body' | 'context' | 'signal'>

/** The requests that no run has claimed yet. */
export interface WireBook {
  /** Opens a call; a repeated request continues the failed one. */
  begin(request: WireRequest): WireCall
  /** More of the answer was read. */
  progress(call: WireCall): void
  /** The answer has ended: `complete` when it was read to its end. */
  finish(call: WireCall, complete: boolean): void
  /** The provider answered with an HTTP error. */
  refuse(call: WireCall, status: number): void
  /** No answer came: no connection, or the client gave up waiting. */
  unanswered(call: WireCall): void
  /** The request of a run, by its response id, else by what only that run can have sent and received. */
  find(query: WireQuery): WireCall | undefined
  /** The same, taken off the book. */
  claim(query: WireQuery): WireCall | undefined
  /** Takes a call off the book. */
  remove(call: WireCall): void
  readonly size: number
}

export interface WireBookOptions {
  /** At most so many unclaimed calls are remembered, the newest ones. */
  readonly maxCalls: number
  /** At most so much text of their requests, in characters: beyond it a call is found by its id only. */
  readonly maxBodyCharacters: number
  /** Epoch milliseconds. */
  readonly clock: () => number
}

export function createWireBook({ maxCalls, maxBodyCharacters, clock }: WireBookOptions): WireBook {
  const calls = new Set<WireCall>()
  const byId = new Map<string, WireCall>()
  const failed = createFailedCalls(clock)
  // Of calls that are over: the body of an open one is held by its client anyway.
  let bodyCharacters = 0

  const dropBody = (call: WireCall): void => {
    if (call.state !== 'open') bodyCharacters -= call.body?.length ?? 0
    call.body = undefined
  }
  const remove = (call: WireCall): void => {
    if (!calls.delete(call)) return
    if (call.responseId !== undefined && byId.get(call.responseId) === call) byId.delete(call.responseId)
    failed.remove(call)
    dropBody(call)
  }
  const end = (call: WireCall, state: WireCall['state']): void => {
    call.state = state
    if (!calls.has(call)) return
    bodyCharacters += call.body?.length ?? 0
    for (const oldest of calls) {
      if (bodyCharacters <= maxBodyCharacters) return
      if (oldest.state !== 'open') dropBody(oldest)
    }
  }

  return {
    get size() {
      return calls.size
    },
    begin(request) {
      const again = failed.take(request)
      if (again !== undefined) {
        bodyCharacters -= again.body?.length ?? 0
        const { body, signal } = request
        return Object.assign(again, { body, signal, state: 'open', retries: again.retries + 1 })
      }
      const call: WireCall = { ...request, ...blank, startedAt: clock() }
      calls.add(call)
      if (calls.size > maxCalls) for (const oldest of calls) return (remove(oldest), call)
      return call
    },
    progress: identify,
    finish(call, complete) {
      if (call.state !== 'open') return
      identify(call)
      // From here on the id alone tells the call, where LangChain's messages carry it.
      if (complete && isUnique(call.responseId) && idReachesMessage(call)) call.body = undefined
      end(call, complete ? 'complete' : 'broken')
    },
    refuse(call, status) {
      call.status = status
      if (calls.has(call)) failed.add(call)
      end(call, 'refused')
    },
    unanswered(call) {
      // A client that gave up waiting may try again, as after an error.
      if (calls.has(call)) failed.add(call)
      end(call, call.signal?.aborted === true ? 'broken' : 'refused')
    },
    find,
    claim(query) {
      const call = find(query)
      if (call !== undefined) remove(call)
      return call
    },
    remove,
  }

  function find(query: WireQuery): WireCall | undefined {
    const { responseId } = query
    return isUnique(responseId) ? byId.get(responseId) : bySender(query)
  }

  function identify(call: WireCall): void {
    const { responseId } = call
    if (responseId !== undefined && !byId.has(responseId) && calls.has(call)) byId.set(responseId, call)
  }

  // Text and context narrow only while something is left: a client's queue may send a request in another
  // request's context, and a class may rewrite a message. What then cannot be told apart is nobody's.
  function bySender(query: WireQuery): WireCall | undefined {
    const { responseId, startedAt, model, context, promptMarks, evidence } = query
    let candidates = [...calls].filter(
      (call) =>
        call.startedAt >= startedAt &&
        !call.isHeld &&
        (responseId === undefined || responseId === call.responseId) &&
        requestModelOf(call) === model &&
        (call.body?.includes(promptMarks[0] ?? '') ?? false),
    )
    const narrow = (test: (call: WireCall) => boolean): void => {
      const left = candidates.filter(test)
      if (left.length > 0) candidates = left
    }
    for (const mark of promptMarks) narrow((call) => call.body?.includes(mark) === true)
    narrow((call) => call.context === context)
    const [first, ...others] = candidates.filter(evidence)
    return first !== undefined && others.every((other) => saysTheSame(first, other)) ? first : undefined
  }
}

const blank = {
  state: 'open',
  status: undefined,
  retries: 0,
  responseId: undefined,
  model: undefined,
  serviceTier: undefined,
  finishReason: undefined,
  usage: undefined,
  output: undefined,
  searchQueries: undefined,
  outputCharacters: 0,
  isHeld: false,
} as const

// Either of two requests with the same bill will do.
function saysTheSame(one: WireCall, other: WireCall): boolean {
  return billOf(one) === billOf(other)
}

function billOf(call: WireCall): string {
  const { state, responseId, model, serviceTier, usage, searchQueries, outputCharacters } = call
  const isNameless = responseId === undefined
  return JSON.stringify([state, isNameless, model, serviceTier, usage, searchQueries, outputCharacters])
}

// Some OpenAI-compatible servers number their responses (`chatcmpl-` and three digits): such an id is no proof.
function isUnique(responseId: string | undefined): responseId is string {
  return responseId !== undefined && responseId.length >= 16
}
