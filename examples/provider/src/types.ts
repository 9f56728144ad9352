/**
 * What the loopback provider takes and gives: its options, its directives and its book.
 * Nothing of Tokentoll is imported here on purpose: the book is the independent truth
 * that everything else is measured against.
 */

/** Any JSON value as it goes over the wire. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

/** Whose wire format was spoken. */
export type ProviderName = 'openai' | 'anthropic' | 'google'

/** Which endpoint was called. */
export type Api = 'chat' | 'responses' | 'embeddings' | 'messages' | 'generateContent' | 'embedContent'

/**
 * Ways a call can go wrong.
 *
 * - a number: that HTTP status with the provider's own error body and retry headers, no cost;
 * - `nousage`: a whole answer without usage figures (the provider still charges); Anthropic's clients need the
 *   figures and fail on it;
 * - `cut`: the server destroys the socket half-way (a stream after half its chunks, else half the body);
 * - `truncate`: status 200 and half the JSON (a stream ends cleanly but early);
 * - `slow`: a whole answer, `slowDelayMs` before its first byte and before each chunk.
 */
export type FaultName =
  | '400'
  | '401'
  | '404'
  | '429'
  | '500'
  | '503'
  | '529'
  | 'nousage'
  | 'cut'
  | 'truncate'
  | 'slow'

/** Lowest and highest value drawn, both included. */
export interface Range {
  readonly min: number
  readonly max: number
}

/** Options of {@link startProvider}; all are optional. */
export interface ProviderOptions {
  /** Port on 127.0.0.1; 0 takes a free one. Default 0. */
  readonly port?: number
  /** Decides token counts, texts and drawn faults together with the request body. Default 'tokentoll'. */
  readonly seed?: string
  /** Share of calls (0 to 1) that each fault hits, drawn from seed, body and attempt. Default none. */
  readonly faults?: Partial<Readonly<Record<FaultName, number>>>
  /** File that gets one line of JSON per served call; calls it already holds are loaded. Default none. */
  readonly bookFile?: string
  /** Content chunks of a streamed answer. Default 12. */
  readonly streamChunks?: number
  /** Pause before each chunk after the first, in ms. Default 0. */
  readonly streamDelayMs?: number
  /** Pause before the first byte of any answer, in ms. Default 0. */
  readonly latencyMs?: number
  /** Pause before the first byte and each chunk under the `slow` fault, in ms. Default 100. */
  readonly slowDelayMs?: number
  /** What 429, 503 and 529 tell the client to wait, in ms; fractions of a second so that tests are quick. Default 20. */
  readonly retryAfterMs?: number
  /** Input tokens added to a quarter of the prompt's characters. Default 200 to 4000. */
  readonly extraInputTokens?: Range
  /** Output tokens drawn when no directive fixes them. Default 40 to 700. */
  readonly outputTokens?: Range
  /** Clock, for reproducible books. Default the system's. */
  readonly now?: () => Date
}

/**
 * What a request may fix, read from `[[…]]` in the last user message, in a string of `metadata`, in
 * `user` or `safety_identifier`, in an embedding input, or in the header `x-demo-directive`:
 *
 *     [[usage in=8021 out=300 cached=5000 write=1000 write1h=2000 reasoning=192 search=1]]
 *     [[fault 503 times=2]]   the first two attempts of this same request fail, the third is served
 *     [[fault cut]]           every attempt
 *     [[pace chunks=20 delay=50 latency=100]]   milliseconds
 *     [[call acme/user-7/main-chat/42]]         correlation; the header `x-demo-call` wins over it
 *     [[tier flex]]           answers as that service tier, if the model has it
 *
 * `in` and `out` are inclusive: `in` holds cached, write and write1h, `out` holds reasoning.
 * Later places win over earlier ones: body fields, then the message text, then the header.
 * A directive that contradicts itself is answered with status 400 and a message that says why.
 */
export interface Directive {
  readonly usage?: Partial<Figures>
  readonly fault?: { readonly name: FaultName; readonly times?: number }
  readonly pace?: {
    readonly chunks?: number
    readonly delayMs?: number
    readonly latencyMs?: number
  }
  readonly correlation?: string
  readonly serviceTier?: string
}

/** Token figures in one convention for all providers: totals include their parts. */
export interface Figures {
  /** All input tokens, cache reads and writes included. */
  readonly inputTokens: number
  /** Part of the input that was read from the cache. */
  readonly cacheReadTokens: number
  /** Part of the input written to the cache, 1-hour writes included. */
  readonly cacheWriteTokens: number
  /** Part of `cacheWriteTokens` that was written for one hour. */
  readonly cacheWrite1hTokens: number
  /** All output tokens, reasoning included. */
  readonly outputTokens: number
  /** Part of the output that was reasoning. */
  readonly reasoningTokens: number
  /** Web searches the provider ran itself. */
  readonly webSearchRequests: number
}

/** Usage of one call: what the wire said, and what the provider charges for. */
export interface ServedUsage extends Figures {
  /** The usage object exactly as sent, or null when none was sent. */
  readonly wire: Json
}

/**
 * How a call ended for the provider: `ok` sent whole, `error` refused without cost,
 * `aborted` charged but not delivered whole (the client left, or a `cut` or `truncate` fault).
 */
export type Outcome = 'ok' | 'error' | 'aborted'

/** One line of the book. */
export interface ServedCall {
  /** Response id on the wire, unique across restarts; for errors the request id. */
  readonly id: string
  /** When the call was booked, ISO 8601 UTC. */
  readonly at: string
  readonly provider: ProviderName
  readonly api: Api
  /** Model id on the wire of the answer, often a dated snapshot. */
  readonly model: string
  /** Model id the client asked for. */
  readonly requestModel: string
  readonly stream: boolean
  readonly outcome: Outcome
  /** HTTP status that was sent. */
  readonly status: number
  readonly fault?: FaultName
  /** Undefined for errors. For an aborted stream the output is the share that was sent. */
  readonly usage?: ServedUsage
  /** Service tier that was charged. */
  readonly serviceTier?: string
  /** Exact decimal USD; undefined when the price list does not know the model. */
  readonly costUsd?: string
  readonly correlation?: string
}

/** Count and exact cost of a set of calls. */
export interface Sum {
  readonly calls: number
  readonly costUsd: string
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Sums of one set of calls, kept apart by what a client could know of their cost. */
export interface Split {
  /** Delivered whole, usage on the wire, model priced: what any client can price exactly. */
  readonly ok: Sum
  /** Delivered whole but without usage on the wire. */
  readonly unreported: Sum
  /** Charged but not delivered whole. */
  readonly aborted: Sum
  /** Served calls of models the price list does not know; their cost is not in any sum. */
  readonly unpriced: number
  /** Calls refused without cost. */
  readonly errors: number
}

/** {@link Split} of one model. */
export interface ModelSplit extends Split {
  readonly provider: ProviderName
  readonly model: string
}

/** {@link Split} of one correlation prefix. */
export interface CorrelationSplit extends Split {
  /** Leading segments of the correlation; '' for calls without one. */
  readonly prefix: string
}

/** What {@link Book.totals} answers. */
export interface Totals {
  readonly all: Split
  readonly byModel: readonly ModelSplit[]
  readonly byCorrelation: readonly CorrelationSplit[]
}

/** Which calls to add up, and how finely. */
export interface TotalsOptions {
  /** Only calls whose correlation starts with this. Default all calls. */
  readonly prefix?: string
  /** Segments (separated by '/') of the correlation that make one group. Default 1. */
  readonly depth?: number
}

/** Everything the server charged for or refused, in the order it was booked. */
export interface Book {
  readonly calls: readonly ServedCall[]
  /** Adds up the calls exactly. */
  totals(options?: TotalsOptions): Totals
  /** Forgets the calls in memory; a book file is left as it is. */
  clear(): void
}

/** A running server. */
export interface Provider {
  /** Root address, for example `http://127.0.0.1:40123`. */
  readonly url: string
  /** Base URL for OpenAI clients. */
  readonly openaiUrl: string
  /** Base URL for Anthropic clients of both frameworks (with or without `/v1` before `/messages`). */
  readonly anthropicUrl: string
  /** Base URL for Gemini clients of both frameworks (with or without `/v1beta` before `/models`). */
  readonly googleUrl: string
  readonly book: Book
  /** Resolves when no call is being served, so that aborted streams are in the book. */
  idle(): Promise<void>
  /** Ends open connections and frees the port. */
  stop(): Promise<void>
}
