import { refusal } from '../errors.ts'
import type { TokenPriceKey } from '../types.ts'
import type { Usage } from '../usage.ts'
import type { RateCard } from './rate-card.ts'

type TokenField = Exclude<keyof Usage, 'units'>

/** Disjoint counts of one call by the price they have: each token is in exactly one of them. */
export interface Counts {
  readonly totalInput: number
  readonly tokens: Readonly<Record<TokenPriceKey, number>>
}

/** Throws `usage_invalid` where JavaScript gives no usage at all. */
export function checkUsage(usage: unknown): void {
  if (usage !== undefined && usage !== null) return
  throw refusal('usage_invalid', 'No usage', 'usage', usage, 'Give the counts of the call, or `{}`.')
}

/** A token count as given, 0 when it is not reported; throws `usage_invalid` for what is no count. */
export function readCount(usage: Usage, field: TokenField): number {
  const value = usage[field]
  if (value === undefined) return 0
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw refusal(
    'usage_invalid',
    'Not a count',
    `usage.${field}`,
    value,
    'Give a whole number of at least 0, or leave it out.',
  )
}

/**
 * Splits inclusive usage into disjoint counts. Parts above their total are refused; a total that nobody gave is the
 * sum of its parts. Media tokens may also be counted as cached, then the cache has them.
 * Reasoning and citations are split off only for a card that prices them apart.
 */
export function splitUsage(usage: Usage, card: RateCard): Counts {
  const total = (field: TokenField, parts: number): number => {
    const count = readCount(usage, field)
    if (parts <= count) return count
    if (usage[field] === undefined) return parts
    throw refusal(
      'usage_invalid',
      `Parts of ${parts} above their total`,
      `usage.${field}`,
      count,
      'Give totals that hold their parts.',
    )
  }
  const cacheReadAudio = readCount(usage, 'cacheReadAudioTokens')
  const cacheReadImage = readCount(usage, 'cacheReadImageTokens')
  const cacheWrite1h = readCount(usage, 'cacheWrite1hTokens')
  const cacheRead = total('cacheReadTokens', cacheReadAudio + cacheReadImage)
  const cacheWrites = total('cacheWriteTokens', cacheWrite1h)
  const audio = total('inputAudioTokens', cacheReadAudio)
  const image = total('inputImageTokens', cacheReadImage)
  const video = readCount(usage, 'inputVideoTokens')
  const totalInput = total('inputTokens', Math.max(cacheRead + cacheWrites, audio + image + video))
  let uncached = totalInput - cacheRead - cacheWrites
  const take = (count: number): number => {
    const taken = Math.min(count, uncached)
    uncached -= taken
    return taken
  }
  const inputAudio = take(audio - cacheReadAudio)
  const inputImage = take(image - cacheReadImage)
  const inputVideo = take(video)
  const outputAudio = readCount(usage, 'outputAudioTokens')
  const outputImage = readCount(usage, 'outputImageTokens')
  const outputVideo = readCount(usage, 'outputVideoTokens')
  const allReasoning = readCount(usage, 'reasoningTokens')
  const allCitations = readCount(usage, 'citationTokens')
  const media = outputAudio + outputImage + outputVideo
  const totalOutput = total('outputTokens', media + allReasoning + allCitations)
  const reasoning = card.tokens.reasoning === undefined ? 0 : allReasoning
  const citation = card.tokens.citation === undefined ? 0 : allCitations
  return {
    totalInput,
    tokens: {
      input: uncached,
      cacheRead: cacheRead - cacheReadAudio - cacheReadImage,
      cacheWrite: cacheWrites - cacheWrite1h,
      cacheWrite1h,
      inputAudio,
      inputImage,
      inputVideo,
      cacheReadAudio,
      cacheReadImage,
      output: totalOutput - media - reasoning - citation,
      reasoning,
      citation,
      outputAudio,
      outputImage,
      outputVideo,
    },
  }
}
