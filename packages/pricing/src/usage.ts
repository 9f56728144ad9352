/**
 * Token counts of one call, **inclusive**: `inputTokens` holds cache reads and writes, `outputTokens`
 * holds reasoning. The other token fields are subsets. `undefined` means "not reported", never 0.
 */
export interface Usage {
  /** All input tokens, cache reads and cache writes included. */
  readonly inputTokens?: number | undefined
  /** All output tokens, reasoning included. */
  readonly outputTokens?: number | undefined
  /** Input tokens read from the provider's prompt cache; a subset of `inputTokens`. */
  readonly cacheReadTokens?: number | undefined
  /** Input tokens written to the prompt cache, any lifetime; a subset of `inputTokens`. */
  readonly cacheWriteTokens?: number | undefined
  /** The part of `cacheWriteTokens` written with a lifetime of one hour. */
  readonly cacheWrite1hTokens?: number | undefined
  /** Hidden or visible reasoning tokens; a subset of `outputTokens`. */
  readonly reasoningTokens?: number | undefined
  /** Audio tokens inside `inputTokens`. */
  readonly inputAudioTokens?: number | undefined
  /** Audio tokens inside `cacheReadTokens`. */
  readonly cacheReadAudioTokens?: number | undefined
  /** Audio tokens inside `outputTokens`. */
  readonly outputAudioTokens?: number | undefined
  /** Image tokens inside `inputTokens`. */
  readonly inputImageTokens?: number | undefined
  /** Image tokens inside `cacheReadTokens`. */
  readonly cacheReadImageTokens?: number | undefined
  /** Image tokens inside `outputTokens`. */
  readonly outputImageTokens?: number | undefined
  /** Video tokens inside `inputTokens`. */
  readonly inputVideoTokens?: number | undefined
  /** Video tokens inside `outputTokens`. */
  readonly outputVideoTokens?: number | undefined
  /** Tokens of cited sources inside `outputTokens`, for the few models that bill them apart. */
  readonly citationTokens?: number | undefined
  /** Counts of what is not billed by token: searches, images, seconds, characters, pages. */
  readonly units?: Readonly<Partial<Record<UsageUnit, number>>> | undefined
}

/** The names of all units, to know a misspelt one. */
export const USAGE_UNITS = [
  'request',
  'webSearch',
  'fileSearch',
  'documentSearch',
  'mapsSearch',
  'socialPost',
  'socialProfile',
  'codeExecution',
  'rerankSearch',
  'imageInput',
  'imageOutput',
  'audioSecondInput',
  'audioSecondOutput',
  'videoSecondInput',
  'videoSecondOutput',
  'characterInput',
  'pageInput',
  'annotatedPageInput',
  'textMessageInput',
  'sessionMinute',
  'cacheStorageTokenHour',
  'computeSecond',
] as const

/**
 * What a provider bills besides tokens. Seconds, minutes and hours may be fractional, the rest are whole.
 * `computeSecond` is a second of a machine of your own, for models that you host.
 */
export type UsageUnit = (typeof USAGE_UNITS)[number]
