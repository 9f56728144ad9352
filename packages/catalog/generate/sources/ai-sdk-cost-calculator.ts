import { allPricing, type ModelPricing } from 'ai-sdk-cost-calculator'
import { perMillion, perSecondFromMinute, perThousand, priceFromNumber } from '../decimal.ts'
import type { CatalogPrice, CatalogPrices, CatalogTier, CatalogTokenKind } from '../../src/types.ts'
import type { Opinion } from '../opinion.ts'

const TOKEN_KEYS: readonly (readonly [keyof ModelPricing, CatalogTokenKind])[] = [
  ['inputPer1MTokens', 'input'],
  ['outputPer1MTokens', 'output'],
  ['cacheReadPer1MTokens', 'cacheRead'],
  ['cacheWritePer1MTokens', 'cacheWrite'],
  ['audioInputPer1MTokens', 'inputAudio'],
  ['audioOutputPer1MTokens', 'outputAudio'],
  ['imageInputPer1MTokens', 'inputImage'],
  ['imageCacheReadPer1MTokens', 'cacheReadImage'],
  ['imageOutputPer1MTokens', 'outputImage'],
  ['videoInputPer1MTokens', 'inputVideo'],
  ['videoOutputPer1MTokens', 'outputVideo'],
]
const LONG_KEYS: readonly (readonly [keyof ModelPricing, CatalogTokenKind])[] = [
  ['longContextInputPer1MTokens', 'input'],
  ['longContextOutputPer1MTokens', 'output'],
  ['longContextCacheReadPer1MTokens', 'cacheRead'],
  ['longContextCacheWritePer1MTokens', 'cacheWrite'],
]
type Convert = (value: number) => CatalogPrice
const single: Convert = (value) => priceFromNumber(value, 1)
const UNIT_KEYS: readonly (readonly [keyof ModelPricing, string, Convert])[] = [
  ['webSearchPer1kRequests', 'webSearch', perThousand],
  ['googleMapsPer1kRequests', 'mapsSearch', perThousand],
  ['xSearchPer1kPosts', 'socialPost', perThousand],
  ['xSearchPer1kUserProfiles', 'socialProfile', perThousand],
  ['codeExecutionPer1kRequests', 'codeExecution', perThousand],
  ['documentSearchPer1kRequests', 'documentSearch', perThousand],
  ['collectionsSearchPer1kRequests', 'fileSearch', perThousand],
  ['cacheStoragePer1MTokensPerHour', 'cacheStorageTokenHour', perMillion],
  ['speechPer1MCharacters', 'characterInput', perMillion],
  ['transcriptionPerMinute', 'audioSecondInput', perSecondFromMinute],
  ['videoGenerationPerSecond', 'videoSecondOutput', single],
  ['imageGenerationPerImage', 'imageOutput', single],
  ['imageInputPerImage', 'imageInput', single],
  ['sessionPerMinute', 'sessionMinute', single],
  ['textInputPerMessage', 'textMessageInput', single],
]

/** Everything ai-sdk-cost-calculator knows of a provider. */
export function costCalculatorOpinions(provider: string, sourceId: string): Opinion[] {
  const models = allPricing[sourceId]
  if (models === undefined) throw new Error(`ai-sdk-cost-calculator has no provider ${sourceId}`)
  return Object.entries(models).map(([id, pricing]) => ({
    source: 'ai-sdk-cost-calculator' as const,
    provider,
    id,
    canonical: id,
    periods: [{ prices: pricesOf(pricing), tiers: tiersOf(pricing) }],
  }))
}

function pricesOf(pricing: ModelPricing): CatalogPrices {
  const units: Record<string, CatalogPrice> = {}
  for (const [key, unit, convert] of UNIT_KEYS) {
    const value = pricing[key]
    if (typeof value === 'number') units[unit] = convert(value)
  }
  const prices = tokenPrices(pricing, TOKEN_KEYS)
  // A table by token kind and a price per image are two ways to bill the same image.
  if (prices.outputImage !== undefined) delete units['imageOutput']
  return { ...prices, ...(Object.keys(units).length > 0 ? { units } : {}) }
}

function tokenPrices(
  pricing: ModelPricing,
  keys: readonly (readonly [keyof ModelPricing, CatalogTokenKind])[],
): Partial<Record<CatalogTokenKind, CatalogPrice>> {
  const prices: Partial<Record<CatalogTokenKind, CatalogPrice>> = {}
  for (const [key, kind] of keys) {
    const value = pricing[key]
    if (typeof value === 'number') prices[kind] = priceFromNumber(value, 1_000_000)
  }
  return prices
}

function tiersOf(pricing: ModelPricing): CatalogTier[] {
  if (pricing.longContextThreshold === undefined) return []
  return [
    {
      aboveInputTokens: pricing.longContextThreshold,
      inclusive: pricing.longContextThresholdInclusive === true,
      prices: tokenPrices(pricing, LONG_KEYS),
      serviceTiers: {},
    },
  ]
}
