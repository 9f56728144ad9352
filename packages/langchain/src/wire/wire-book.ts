import type { Attribution } from '@tokentoll/core'
import { idReachesMessage, requestModelOf, type WireCall } from './wire-call.ts'

/** What a run knows about the request it made. */
export interface WireQuery {
  readonly responseId?: string | undefined
  readonly model: string
  readonly context: Attribution | undefined
  readonly startedAt: number
  /** The end of the last message, as it stands in a JSON body. */
  readonly promptTail: string
}

/** The requests that no run has claimed yet. */
export interface WireBook {
  /** Opens a call; a repeated request continues the failed one. */
  begin(url: string, body: string | undefined, context: Attribution | undefined): WireCall
  /** More of the answer was read. */
  progress(call: WireCall): void
  /** The answer has ended: `complete` when it was read to its end. */
  finish(call: WireCall, complete: boolean): void
  /** The provider answered with an HTTP error, or not at all. */
  refuse(call: WireCall): void
  /** The request of a run, by its response id, else by what only that run can have sent. */
  find(query: WireQuery): WireCall | undefined
  /** The same, taken off the book. */
  claim(query: WireQuery): WireCall | undefined
  readonly size: number
}

/** `clock` in epoch milliseconds. At most `maxCalls` unclaimed calls are remembered, the newest ones. */
export function createWireBook(maxCalls: number, clock: () => number): WireBook {
  const calls = new Set<WireCall>()
  const byId = new Map<string, WireCall>()
  const failed = new Map<string, WireCall>()

  const remove = (call: WireCall): void => {
    calls.delete(call)
    if (call.responseId !== undefined && byId.get(call.responseId) === call) byId.delete(call.responseId)
    if (failed.size > 0 && call.body !== undefined) failed.delete(requestKey(call.url, call.body))
  }

  return {
    get size() {
      return calls.size
    },
    begin(url, body, context) {
      const again = failed.size === 0 || body === undefined ? undefined : failed.get(requestKey(url, body))
      if (again !== undefined) {
        failed.delete(requestKey(url, again.body ?? ''))
        again.state = 'open'
        again.retries += 1
        return again
      }
      const call: WireCall = {
        url,
        body,
        context,
        startedAt: clock(),
        state: 'open',
        retries: 0,
        responseId: undefined,
        model: undefined,
        serviceTier: undefined,
        finishReason: undefined,
        usage: undefined,
        output: undefined,
        outputCharacters: 0,
      }
      calls.add(call)
      if (calls.size > maxCalls) for (const oldest of calls) return (remove(oldest), call)
      return call
    },
    progress: identify,
    finish(call, complete) {
      if (call.state !== 'open') return
      call.state = complete ? 'complete' : 'broken'
      identify(call)
      // From here on the id alone tells the call, where LangChain's messages carry it.
      if (complete && isUnique(call.responseId) && idReachesMessage(call)) call.body = undefined
    },
    refuse(call) {
      call.state = 'refused'
      if (call.body !== undefined) failed.set(requestKey(call.url, call.body), call)
    },
    find,
    claim(query) {
      const call = find(query)
      if (call !== undefined) remove(call)
      return call
    },
  }

  function find(query: WireQuery): WireCall | undefined {
    const { responseId } = query
    return isUnique(responseId) ? byId.get(responseId) : bySender(query)
  }

  function identify(call: WireCall): void {
    const { responseId } = call
    if (responseId !== undefined && !byId.has(responseId) && calls.has(call)) byId.set(responseId, call)
  }

  // Each step narrows only while something is left: a queue of the client may send a request in another
  // request's context, and a gateway may rename the model.
  function bySender(query: WireQuery): WireCall | undefined {
    let candidates = [...calls].filter(
      (call) =>
        call.startedAt >= query.startedAt &&
        (query.responseId === undefined || query.responseId === call.responseId) &&
        requestModelOf(call) === query.model &&
        (call.body?.includes(query.promptTail) ?? false),
    )
    const inContext = candidates.filter((call) => call.context === query.context)
    if (inContext.length > 0) candidates = inContext
    return candidates[0]
  }
}

// Some OpenAI-compatible servers number their responses (`chatcmpl-` and three digits): such an id is no proof.
function isUnique(responseId: string | undefined): responseId is string {
  return responseId !== undefined && responseId.length >= 16
}

// A request is repeated with the same bytes. Only failed requests are ever looked up by it.
function requestKey(url: string, body: string): string {
  return `${url} ${body.length} ${hash(body)}`
}

// cyrb53: 53 bits, enough to tell a few failed requests apart.
function hash(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
