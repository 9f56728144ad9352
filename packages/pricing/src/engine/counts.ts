import { TokentollError } from '../errors.ts'
import type { PricingFlag } from '../types.ts'
import type { Usage } from '../usage.ts'

type TokenField = Exclude<keyof Usage, 'units'>

/** Disjoint counts of one call: each token is in exactly one of them. */
export interface Counts {
  readonly totalInput: number
  readonly inputText: number
  readonly inputAudio: number
  readonly inputImage: number
  readonly inputVideo: number
  readonly cacheReadText: number
  readonly cacheReadAudio: number
  readonly cacheWrite: number
  readonly cacheWrite1h: number
  readonly outputText: number
  readonly reasoning: number
  readonly outputAudio: number
  readonly outputImage: number
}

/** A token count as given, 0 when it is not reported; throws `usage_invalid` for what is no count. */
export function readCount(usage: Usage, field: TokenField): number {
  const value = usage[field]
  if (value === undefined) return 0
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new TokentollError({
    code: 'usage_invalid',
    problem: 'Not a token count',
    field: `usage.${field}`,
    value,
    remedy: 'Give a whole number of at least 0, or undefined when it is not known.',
  })
}

/**
 * Splits inclusive usage into disjoint counts. Parts that exceed their total raise the total and are flagged:
 * what was processed is paid for. Media tokens may also be counted as cached, then the cache has them.
 */
export function splitUsage(usage: Usage, separatesReasoning: boolean, flags: PricingFlag[]): Counts {
  const atLeast = (total: number, isKnown: boolean, parts: number): number => {
    if (parts <= total) return total
    if (isKnown && !flags.includes('parts_exceed_total')) flags.push('parts_exceed_total')
    return parts
  }
  const cacheReadAudio = readCount(usage, 'cacheReadAudioTokens')
  const cacheWrite1h = readCount(usage, 'cacheWrite1hTokens')
  const cacheRead = atLeast(
    readCount(usage, 'cacheReadTokens'),
    usage.cacheReadTokens !== undefined,
    cacheReadAudio,
  )
  const cacheWrites = atLeast(
    readCount(usage, 'cacheWriteTokens'),
    usage.cacheWriteTokens !== undefined,
    cacheWrite1h,
  )
  const audio = atLeast(
    readCount(usage, 'inputAudioTokens'),
    usage.inputAudioTokens !== undefined,
    cacheReadAudio,
  )
  const image = readCount(usage, 'inputImageTokens')
  const video = readCount(usage, 'inputVideoTokens')
  const parts = Math.max(cacheRead + cacheWrites, audio + image + video)
  const totalInput = atLeast(readCount(usage, 'inputTokens'), usage.inputTokens !== undefined, parts)

  let uncached = totalInput - cacheRead - cacheWrites
  const take = (count: number): number => {
    const taken = Math.min(count, uncached)
    uncached -= taken
    return taken
  }
  const inputAudio = take(audio - cacheReadAudio)
  const inputImage = take(image)
  const inputVideo = take(video)

  const outputAudio = readCount(usage, 'outputAudioTokens')
  const outputImage = readCount(usage, 'outputImageTokens')
  const allReasoning = readCount(usage, 'reasoningTokens')
  const outputParts = outputAudio + outputImage + allReasoning
  const totalOutput = atLeast(readCount(usage, 'outputTokens'), usage.outputTokens !== undefined, outputParts)
  const reasoning = separatesReasoning ? allReasoning : 0
  return {
    totalInput,
    inputText: uncached,
    inputAudio,
    inputImage,
    inputVideo,
    cacheReadText: cacheRead - cacheReadAudio,
    cacheReadAudio,
    cacheWrite: cacheWrites - cacheWrite1h,
    cacheWrite1h,
    outputText: totalOutput - outputAudio - outputImage - reasoning,
    reasoning,
    outputAudio,
    outputImage,
  }
}
