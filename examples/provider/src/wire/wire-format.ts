import type { IncomingHttpHeaders } from 'node:http'

import type { Draw } from '../draw.ts'
import type { JsonObject } from '../json.ts'
import type { Api, Figures, Json, ProviderName } from '../types.ts'

/** A tool that the request offers. */
export interface OfferedTool {
  readonly name: string
  readonly schema: JsonObject
}

/** What a request asks for, whatever its format. */
export interface Ask {
  readonly api: Api
  readonly model: string
  readonly stream: boolean
  /** Whether the answer carries usage: OpenAI chat streams do so only when asked. */
  readonly wantsUsage: boolean
  /** Characters of all text in the prompt. */
  readonly promptCharacters: number
  /** Texts that may hold directives, weakest first. */
  readonly directiveTexts: readonly string[]
  readonly tools: readonly OfferedTool[]
  readonly toolChoice: ToolChoice
  /** Whether a tool result follows the last thing the user said. */
  readonly toolResultSeen: boolean
  /** JSON schema the text answer must fit. */
  readonly answerSchema?: JsonObject
  readonly serviceTier?: string
  readonly maxOutputTokens?: number
  /** Whether the request wants vectors, which have no output tokens. */
  readonly embeds: boolean
  /** Whether the request marks something for the cache (Anthropic `cache_control`). */
  readonly cacheControl: boolean
  readonly body: JsonObject
}

/** How the request lets the model use its tools. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string }

/** A request as it came in. */
export interface RawCall {
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: JsonObject
}

/** What the model says. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly callId: string
      readonly argumentsJson: string
    }

/** A decided answer, to be put on the wire. */
export interface Reply {
  readonly id: string
  readonly created: Date
  readonly ask: Ask
  /** Model id the wire names. */
  readonly model: string
  readonly content: Content
  readonly figures: Figures
  readonly sendUsage: boolean
  readonly serviceTier: string
  readonly chunks: number
  readonly draw: Draw
}

/** The refusal of a call. */
export interface Refusal {
  readonly status: number
  /** Shown to the client; a fitting sentence of the format's own when left out. */
  readonly message?: string
  readonly requestId: string
  readonly retryAfterMs: number
}

/** How one endpoint of one provider speaks. */
export interface WireFormat {
  readonly provider: ProviderName
  readonly api: Api
  /** What response ids start with. */
  readonly idPrefix: string
  /** Whether a path belongs to this endpoint. */
  matches(path: string): boolean
  /** Reads a request. */
  read(call: RawCall): Ask
  /** The usage object of an answer. */
  usage(figures: Figures, serviceTier: string): Json
  /** The body of an answer that is not streamed. */
  whole(reply: Reply): Json
  /** The server-sent events of a streamed answer; the last frame holds the usage and the end. */
  frames(reply: Reply): readonly string[]
  /** Body and headers of a refusal. */
  refuse(refusal: Refusal): {
    readonly body: Json
    readonly headers: Readonly<Record<string, string>>
  }
}
