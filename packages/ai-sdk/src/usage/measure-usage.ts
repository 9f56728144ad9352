import { normaliseRawUsage, type NormalisedUsage } from '@tokentoll/core'
import { at, fieldsOf, firstOfMetadata } from '../shapes/fields.ts'
import type { MeasuredUsage } from './measured-usage.ts'
import { gatewayCost, isBilledElsewhere, openRouterCost } from './reported-cost.ts'
import { readSdkUsage, type SdkUsage } from './sdk-usage.ts'
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
  const raw = normaliseRawUsage(fieldsOf(usage)['raw'], provider)
  if (raw !== undefined) return fromProvider(raw, 'raw_usage', sources)
  const wire =
    normaliseRawUsage(sources.wireUsage, provider) ??
    normaliseRawUsage(fieldsOf(body)['usage'], provider) ??
    normaliseRawUsage(fieldsOf(body)['usageMetadata'], provider)
  if (wire !== undefined) return fromProvider(wire, 'wire', sources)
  const kept = firstOfMetadata(
    providerMetadata,
    (own) => whole(at(own, 'usage'), provider) ?? whole(at(own, 'usageMetadata'), provider),
  )
  if (kept !== undefined) return fromProvider(kept, 'raw_usage', sources)
  return fromSdk(sources)
}

// Some packages keep beside the SDK's counts only what those have no field for (Bedrock of version 2: its
// cache writes): such a fragment is no usage of its own.
function whole(kept: unknown, provider: string): NormalisedUsage | undefined {
  const read = normaliseRawUsage(kept, provider)
  const { inputTokens, outputTokens } = read?.usage ?? {}
  return inputTokens === undefined || outputTokens === undefined ? undefined : read
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
    usageConfidence: isBilledElsewhere(providerMetadata) ? 'estimated' : 'exact',
    flags: read.flags,
    serviceTier: read.serviceTier ?? servedTier(providerMetadata, body, wireTier),
    region: read.region,
    reportedCostUsd: gatewayCost(providerMetadata) ?? read.reportedCostUsd,
    parts: read.parts?.map((part) => (part.model === '' ? { ...part, model } : part)),
  }
}

function fromSdk(sources: UsageSources): MeasuredUsage {
  const { provider, usage, providerMetadata, body, wireTier } = sources
  const { known, read } = readSdkUsage(usage, provider, providerMetadata)
  return {
    usage: read?.usage,
    usageSource: read === undefined ? 'missing' : 'sdk_usage',
    usageConfidence: read === undefined ? 'missing' : confidenceOf(read, providerMetadata),
    flags: flagsOf(known, read),
    serviceTier: servedTier(providerMetadata, body, wireTier),
    region: undefined,
    reportedCostUsd: gatewayCost(providerMetadata) ?? openRouterCost(providerMetadata),
    parts: undefined,
  }
}

function confidenceOf(read: SdkUsage, providerMetadata: unknown): MeasuredUsage['usageConfidence'] {
  if (isBilledElsewhere(providerMetadata)) return 'estimated'
  return read.repaired ? 'repaired' : 'exact'
}

// The SDK's counts do not tell writes that live an hour, which cost more, from the others.
function flagsOf(known: boolean, read: SdkUsage | undefined): MeasuredUsage['flags'] {
  if (!known) return ['usage_shape_unknown']
  return (read?.usage.cacheWriteTokens ?? 0) > 0 ? ['cache_write_ttl_unknown'] : []
}
