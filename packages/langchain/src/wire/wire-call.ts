import type { Attribution } from '@tokentoll/core'
import type { Fields } from '../fields.ts'

/**
 * `open`: still coming. `complete`: read to its end. `broken`: ended early. `refused`: an HTTP error or no
 * connection at all.
 */
export type WireState = 'open' | 'complete' | 'broken' | 'refused'

/** One request to a provider, and what its answer said about the bill. Filled in while the answer passes. */
export interface WireCall {
  readonly url: string
  /** The `withAttribution` scope that the request was sent in. */
  readonly context: Attribution | undefined
  readonly startedAt: number
  /** Ends the request when the client gives up. */
  signal: AbortSignal | undefined
  /** The request, kept until the call can be told by its response id alone. */
  body: string | undefined
  state: WireState
  /** The HTTP status of a refusal. */
  status: number | undefined
  /** Attempts before this one that failed. */
  retries: number
  responseId: string | undefined
  model: string | undefined
  serviceTier: string | undefined
  finishReason: string | undefined
  /** The provider's usage object; of several in a stream the last value of each field. */
  usage: Fields | undefined
  /** Output items of OpenAI's Responses API: they name the tools that the provider ran. */
  output: unknown
  /** What Google searched for. */
  searchQueries: unknown[] | undefined
  /** Text that was streamed so far, in characters. */
  outputCharacters: number
  /** A run that was given up for lost was booked with it: it is no other run's. */
  isHeld: boolean
}

/** The model a request names: in its body, for Gemini in its path. */
export function requestModelOf(call: WireCall): string | undefined {
  const inPath = /\/models\/([^/:?]+):/.exec(call.url)?.[1]
  return inPath ?? /"model"\s*:\s*"([^"]*)"/.exec(call.body ?? '')?.[1]
}

/** Whether the request went to Gemini's API. */
export function isGeminiCall(call: WireCall): boolean {
  return /:(?:stream)?generateContent/i.test(call.url)
}

/** Whether LangChain's messages carry the response id: not Gemini's, and not those of the legacy text API. */
export function idReachesMessage(call: WireCall): boolean {
  return /\/(?:chat\/completions|responses|messages)(?:\?|$)/.test(call.url)
}
