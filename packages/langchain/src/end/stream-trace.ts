import type { Fields } from '../fields.ts'
import type { OfferedTools } from './server-tools.ts'

/**
 * What only the chunks of a stream tell. LangChain adds them up before a run ends, and the sum alone does not
 * do: `ChatAnthropic` counts the provisional output of the first event in, `ChatGoogleGenerativeAI` adds up
 * the cached tokens that its chunks repeat, and the event stream of OpenAI's Responses API leaves out the
 * tools that the provider ran.
 */
export interface StreamTrace {
  /** LangChain's usage object of the first chunk. */
  firstUsage: Fields | undefined
  /** Chunks seen; undefined when not all of them were. */
  chunks: number | undefined
  /** Output items of OpenAI's Responses API that the events told of. */
  readonly items: unknown[]
  /** Whether the chunks or events that are wanted may have gone by unseen. */
  missed: boolean
  /** The tools of the request that the provider runs; undefined when there are none. */
  readonly offered: OfferedTools | undefined
  /** Whether it came as an event stream of version 3, of which some classes tell less. */
  isEventStream: boolean
}

/** How much of a stream has to be looked at: nothing, its first chunk, how many chunks there are, or its events. */
export type TraceNeed = 'none' | 'first' | 'count' | 'items'

/** Decided by LangChain's provider name, and by whether the request offers tools that the provider runs. */
export function traceNeed(provider: string, offersServerTools: boolean): TraceNeed {
  if (provider === 'google_genai') return 'count'
  if (provider.includes('anthropic')) return 'first'
  return offersServerTools && !provider.startsWith('google') ? 'items' : 'none'
}
