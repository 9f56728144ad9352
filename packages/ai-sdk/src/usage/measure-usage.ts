import { normaliseRawUsage, type NormalisedUsage } from '@tokentoll/core'
import { at, isFields } from '../shapes/fields.ts'
import type { MeasuredUsage } from './measured-usage.ts'
import { reportedCost } from './reported-cost.ts'
import { readSdkUsage } from './sdk-usage.ts'
import { servedTier } from './served-tier.ts'

/** Where a call's usage may stand. */
export interface UsageSources {
  readonly provider: string
  /** The model that answered: parts of the usage without a model of their own belong to it. */
  readonly model: string
  /** The SDK's usage object. */
  readonly usage: unknown
  readonly providerMetadata?: unknown
  /** The response body, where the SDK hands it out. */
  readonly body?: unknown
  /** The usage object seen in raw stream chunks. */
  readonly wireUsage?: unknown
  readonly wireTier?: string | undefined
}

/**
 * The usage of a call from its best source: the provider's own usage object wherever the SDK kept one,
 * else the SDK's counts. Undefined counts stay undefined; an object of no known shape is flagged.
 */
export function measureUsage(sources: UsageSources): MeasuredUsage {
  const sdk = readSdkUsage(sources.usage, sources.provider, sources.providerMetadata)
  const raw = readRaw(sources)
  const bill = {
    serviceTier:
      raw?.read.serviceTier ?? servedTier(sources.providerMetadata, sources.body, sources.wireTier),
    region: raw?.read.region,
    reportedCostUsd: reportedCost(sources.providerMetadata) ?? raw?.read.reportedCostUsd,
  }
  if (raw !== undefined) {
    const parts = raw.read.parts?.map((part) =>
      part.model === '' ? { ...part, model: sources.model } : part,
    )
    const { usage, flags } = raw.read
    return { ...bill, usage, flags, parts, usageSource: raw.source, usageConfidence: 'exact' }
  }
  if (sdk.read !== undefined) {
    const usageConfidence = sdk.read.repaired ? 'repaired' : 'exact'
    return { ...bill, usage: sdk.read.usage, flags: [], usageSource: 'sdk_usage', usageConfidence }
  }
  const flags = sdk.known ? [] : (['usage_shape_unknown'] as const)
  return { ...bill, usage: undefined, flags, usageSource: 'missing', usageConfidence: 'missing' }
}

function readRaw(
  sources: UsageSources,
): { readonly read: NormalisedUsage; readonly source: 'raw_usage' | 'wire' } | undefined {
  const { provider, body, wireUsage } = sources
  const raw = normaliseRawUsage(at(sources.usage, 'raw'), provider)
  if (raw !== undefined) return { read: raw, source: 'raw_usage' }
  for (const candidate of [wireUsage, at(body, 'usage'), at(body, 'usageMetadata')]) {
    const read = normaliseRawUsage(candidate, provider)
    if (read !== undefined) return { read, source: 'wire' }
  }
  if (!isFields(sources.providerMetadata)) return undefined
  for (const own of Object.values(sources.providerMetadata)) {
    const read =
      normaliseRawUsage(at(own, 'usage'), provider) ?? normaliseRawUsage(at(own, 'usageMetadata'), provider)
    if (read !== undefined) return { read, source: 'raw_usage' }
  }
  return undefined
}
