import type { Usage, UsageUnit } from '@tokentoll/core'
import { amountAt, at, firstOfMetadata, isFields, textAt } from '../shapes/fields.ts'
import type { ModelIdentity, ModelKind } from '../shapes/model.ts'
import type { MeasuredUsage } from './measured-usage.ts'
import { measureUsage } from './measure-usage.ts'

/**
 * What a call of an image, speech, transcription, video or rerank model is billed by: the provider's token
 * counts where it reports some, else the images, characters, seconds or searches of the call itself.
 */
export function measureMedia(
  kind: ModelKind,
  model: ModelIdentity,
  params: unknown,
  result: unknown,
): MeasuredUsage {
  const measured = measureUsage({
    provider: model.provider,
    model: model.modelId,
    usage: readable(at(result, 'usage')),
    providerMetadata: at(result, 'providerMetadata'),
    body: at(result, 'response', 'body') ?? { usage: at(result, 'usage') },
  })
  if (measured.usage !== undefined) return { ...measured, usage: detailed(kind, measured.usage, result) }
  const units = unitsOf(kind, params, result)
  if (units === undefined) return measured
  const counted = { ...measured, usage: { units }, usageSource: 'sdk_usage' } as const
  if (kind !== 'image' || isOfStandardPrice(params)) return { ...counted, usageConfidence: 'exact' }
  return { ...counted, usageConfidence: 'estimated', flags: [...measured.flags, 'unit_variant_unknown'] }
}

// A price book has one price per image, that of a square of 1,024 pixels in standard quality; providers ask
// other prices for other sizes and qualities.
function isOfStandardPrice(params: unknown): boolean {
  const size = at(params, 'size')
  if (size !== undefined && size !== null && size !== '1024x1024') return false
  const quality = firstOfMetadata(at(params, 'providerOptions'), (own) => textAt(own, 'quality'))
  return quality === undefined || quality === 'standard' || quality === 'auto'
}

// A duration is no token count: it is read from the result itself.
function readable(usage: unknown): unknown {
  return isFields(usage) && ('inputTokens' in usage || 'tokens' in usage) ? usage : undefined
}

function detailed(kind: ModelKind, usage: Usage, result: unknown): Usage {
  if (kind === 'image') {
    return {
      ...usage,
      inputImageTokens: usage.inputImageTokens ?? imageTokensOfMetadata(at(result, 'providerMetadata')),
      outputImageTokens: usage.outputImageTokens ?? usage.outputTokens,
    }
  }
  if (kind === 'transcription') {
    const audio =
      amountAt(result, 'usage', 'input_token_details', 'audio_tokens') ??
      amountAt(result, 'response', 'body', 'usage', 'input_token_details', 'audio_tokens')
    return { ...usage, inputAudioTokens: usage.inputAudioTokens ?? audio }
  }
  return usage
}

// OpenAI's package spreads the input's image tokens over the images; their sum is the exact count.
function imageTokensOfMetadata(metadata: unknown): number | undefined {
  if (!isFields(metadata)) return undefined
  let sum: number | undefined
  for (const own of Object.values(metadata)) {
    const images = at(own, 'images')
    for (const image of Array.isArray(images) ? images : []) {
      const tokens = amountAt(image, 'imageTokens')
      if (tokens !== undefined) sum = (sum ?? 0) + tokens
    }
  }
  return sum
}

function unitsOf(
  kind: ModelKind,
  params: unknown,
  result: unknown,
): Partial<Record<UsageUnit, number>> | undefined {
  switch (kind) {
    case 'image': {
      const images = at(result, 'images')
      return Array.isArray(images) ? { imageOutput: images.length } : undefined
    }
    case 'speech': {
      const text = at(params, 'text')
      return typeof text === 'string' ? { characterInput: text.length } : undefined
    }
    case 'transcription': {
      const seconds = amountAt(result, 'durationInSeconds') ?? amountAt(result, 'usage', 'seconds')
      return seconds === undefined ? undefined : { audioSecondInput: seconds }
    }
    case 'video': {
      const seconds = amountAt(params, 'duration')
      const videos = at(result, 'videos')
      const count = Array.isArray(videos) ? videos.length : 1
      return seconds === undefined ? undefined : { videoSecondOutput: seconds * count }
    }
    case 'rerank':
      return { rerankSearch: rerankSearches(params, result) }
    default:
      return undefined
  }
}

// Cohere tells the searches it billed; without that, one search covers a query with up to 100 documents.
// https://docs.cohere.com/docs/how-does-cohere-pricing-work
function rerankSearches(params: unknown, result: unknown): number {
  const billed = amountAt(result, 'response', 'body', 'meta', 'billed_units', 'search_units')
  if (billed !== undefined) return billed
  const documents = at(params, 'documents', 'values') ?? at(params, 'documents')
  return Array.isArray(documents) ? Math.max(1, Math.ceil(documents.length / 100)) : 1
}
