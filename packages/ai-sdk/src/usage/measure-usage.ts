import { normaliseRawUsage, type NormalisedUsage } from '@tokentoll/core'
import { at, firstOfMetadata } from '../shapes/fields.ts'
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
  const { provider, usage, providerMetadata, body } = sources
  const raw = normaliseRawUsage(at(usage, 'raw'), provider)
  if (raw !== undefined) return fromProvider(raw, 'raw_usage', sources)
  const wire =
    normaliseRawUsage(sources.wireUsage, provider) ??
    normaliseRawUsage(at(body, 'usage'), provider) ??
    normaliseRawUsage(at(body, 'usageMetadata'), provider)
  if (wire !== undefined) return fromProvider(wire, 'wire', sources)
  const kept = firstOfMetadata(
    providerMetadata,
    (own) =>
      normaliseRawUsage(at(own, 'usage'), provider) ?? normaliseRawUsage(at(own, 'usageMetadata'), provider),
  )
  if (kept !== undefined) return fromProvider(kept, 'raw_usage', sources)
  return fromSdk(sources)
}

function fromProvider(
  read: NormalisedUsage,
  usageSource: 'raw_usage' | 'wire',
  sources: UsageSources,
): MeasuredUsage {
  const { providerMetadata, body, wireTier, model } = sources
  return {
    usage: read.usage,
    usageSource,
    usageConfidence: 'exact',
    flags: read.flags,
    serviceTier: read.serviceTier ?? servedTier(providerMetadata, body, wireTier),
    region: read.region,
    reportedCostUsd: reportedCost(providerMetadata) ?? read.reportedCostUsd,
    parts: read.parts?.map((part) => (part.model === '' ? { ...part, model } : part)),
  }
}

function fromSdk(sources: UsageSources): MeasuredUsage {
  const { provider, usage, providerMetadata, body, wireTier } = sources
  const { known, read } = readSdkUsage(usage, provider, providerMetadata)
  return {
    usage: read?.usage,
    usageSource: read === undefined ? 'missing' : 'sdk_usage',
    usageConfidence: read === undefined ? 'missing' : read.repaired ? 'repaired' : 'exact',
    flags: known ? [] : ['usage_shape_unknown'],
    serviceTier: servedTier(providerMetadata, body, wireTier),
    region: undefined,
    reportedCostUsd: reportedCost(providerMetadata),
    parts: undefined,
  }
}
