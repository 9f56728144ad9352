import { currentAttribution } from '@tokentoll/core'
import { requireCount } from '../handler/check-options.ts'
import { observeBody } from './observe-body.ts'
import { createWireBook, type WireBook } from './wire-book.ts'

/** Options of `tapFetch`. */
export interface TapFetchOptions {
  /** The fetch that does the work. Default: `globalThis.fetch` as it is when `tapFetch` is called. */
  readonly fetch?: typeof globalThis.fetch
  /** Answers that are remembered until their run ends; above it the oldest is forgotten. Default: 5,000. */
  readonly maxCalls?: number
}

/** A fetch for a provider's client. Give it to the handler as `tap`, too. */
export interface TappedFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Read by the handler. */
  readonly wire: WireBook
}

/**
 * A fetch that reads usage off the wire while the client reads the answer: exact where LangChain's callbacks
 * are not (final input of streamed Anthropic answers, OpenAI's service tier, retries inside the client,
 * broken-off streams). Requests that are no model calls pass untouched; a failure to read is never an error.
 */
export function tapFetch(options: TapFetchOptions = {}): TappedFetch {
  const { fetch = globalThis.fetch, maxCalls = 5000 } = options
  requireCount('maxCalls', maxCalls)
  const wire = createWireBook({ maxCalls, maxBodyCharacters, clock: Date.now })
  const tapped = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = addressOf(input)
    if (!isModelCall(url)) return fetch(input, init)
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined)
    const body = typeof init?.body === 'string' ? init.body : await bodyOf(input, init)
    // Nothing will be sent, and fetch says so itself.
    if (signal?.aborted === true) return fetch(input, init)
    const call = wire.begin({ url, body, context: currentAttribution(), signal })
    let response: Response
    try {
      response = await fetch(input, init)
    } catch (error) {
      wire.unanswered(call)
      throw error
    }
    if (!response.ok) {
      wire.refuse(call, response.status)
      return response
    }
    return observeBody(response, call, {
      progress: () => wire.progress(call),
      done: (complete) => wire.finish(call, complete),
    })
  }
  return Object.assign(tapped, { wire })
}

// Requests that no run claims (other users of the same fetch) must not pile up.
const maxBodyCharacters = 16_000_000

function addressOf(input: string | URL | Request): string {
  if (typeof input === 'string') return input
  return input instanceof URL ? input.href : input.url
}

// `ChatGoogle` hands over a whole request. Its body can be read once: the copy is for us. Its source may be slow,
// so the caller's abort ends the reading, as it ends the request.
async function bodyOf(input: string | URL | Request, init?: RequestInit): Promise<string | undefined> {
  if (!(input instanceof Request) || input.bodyUsed) return undefined
  const signal = init?.signal ?? input.signal
  const copy = input.clone().body?.pipeThrough(new TransformStream(), { signal })
  return new Response(copy).text().catch(() => undefined)
}

// OpenAI chat, responses and completions, Anthropic messages, Gemini; behind whatever prefix a gateway has.
function isModelCall(url: string): boolean {
  return /\/(?:completions|responses|messages)(?:\?|$)|:(?:stream)?generateContent(?:\?|$)/i.test(url)
}
