import type { Fields } from '../fields.ts'

/**
 * What only the chunks of a stream tell. LangChain adds them up before a run ends, and two provider classes
 * cannot be read from the sum alone: `ChatAnthropic` counts the provisional output of the first event in,
 * `ChatGoogleGenerativeAI` repeats the cached tokens in every chunk.
 */
export interface StreamTrace {
  /** LangChain's usage object of the first chunk. */
  firstUsage: Fields | undefined
  /** Chunks seen; undefined when not all of them were. */
  chunks: number | undefined
}

/** How much of a stream has to be looked at: nothing, its first chunk, or how many chunks there are. */
export type TraceNeed = 'none' | 'first' | 'count'

/** Decided by LangChain's provider name. */
export function traceNeed(provider: string): TraceNeed {
  if (provider === 'google_genai') return 'count'
  return provider.includes('anthropic') ? 'first' : 'none'
}
