import type { Usage } from '@tokentoll/core'
import { at, firstOfMetadata, isFields, type Fields } from '../shapes/fields.ts'
import { v2Convention } from './v2-conventions.ts'

/** The AI SDK's own usage object, made inclusive. */
export interface SdkUsage {
  readonly usage: Usage
  /** The source's convention was known to be exclusive, and undone. */
  readonly repaired: boolean
}

/**
 * Reads the usage objects of the AI SDK by their shape, never by its version: models of version 2 run
 * inside AI SDK 6 and 7 and keep their own convention there.
 *
 * - nested: `{ inputTokens: { total, noCache, cacheRead, cacheWrite }, outputTokens: { total, reasoning } }`,
 *   what models of version 3 and 4 return; without `noCache` it is an adapted model of version 2;
 * - flat: `{ inputTokens, outputTokens, cachedInputTokens, reasoningTokens }`, what models of version 2 and
 *   the SDK's own events return; `inputTokenDetails` says that the totals are inclusive;
 * - `{ tokens }`, what embedding models return.
 *
 * `known` says whether the shape was one of these: an envelope with contents of which none is a count is
 * not. `read` is undefined when it held no count.
 */
export function readSdkUsage(
  source: unknown,
  provider: string,
  providerMetadata: unknown,
): { readonly known: boolean; readonly read: SdkUsage | undefined } {
  if (source === undefined || source === null) return { known: true, read: undefined }
  if (!isFields(source)) return { known: false, read: undefined }
  const read = readShape(source, provider, providerMetadata)
  return { known: read !== undefined || !saysAnything(source), read }
}

function readShape(source: Fields, provider: string, metadata: unknown): SdkUsage | undefined {
  if (isFields(source['inputTokens']) || isFields(source['outputTokens']))
    return readNested(source, provider, metadata)
  if ('tokens' in source) return readEmbedding(source)
  if ('inputTokens' in source || 'outputTokens' in source) return readFlat(source, provider, metadata)
  return undefined
}

// The SDK's way to say nothing: fields without a value, or NaN.
function saysAnything(source: Fields): boolean {
  return Object.entries(source).some(([key, value]) => {
    if (key === 'raw' || value === undefined || value === null || Number.isNaN(value)) return false
    return isFields(value) ? saysAnything(value) : true
  })
}

function readNested(source: Fields, provider: string, metadata: unknown): SdkUsage | undefined {
  const input = isFields(source['inputTokens']) ? source['inputTokens'] : {}
  const output = isFields(source['outputTokens']) ? source['outputTokens'] : {}
  const counts: FlatCounts = {
    input: number(input['total']),
    output: number(output['total']),
    cacheRead: number(input['cacheRead']),
    cacheWrite: number(input['cacheWrite']),
    reasoning: number(output['reasoning']),
  }
  const adapted = input['noCache'] === undefined && output['text'] === undefined
  return fromCounts(counts, adapted, provider, metadata)
}

function readFlat(source: Fields, provider: string, metadata: unknown): SdkUsage | undefined {
  const input = isFields(source['inputTokenDetails']) ? source['inputTokenDetails'] : undefined
  const output = isFields(source['outputTokenDetails']) ? source['outputTokenDetails'] : undefined
  const counts: FlatCounts = {
    input: number(source['inputTokens']),
    output: number(source['outputTokens']),
    cacheRead: number(input?.['cacheReadTokens']) ?? number(source['cachedInputTokens']),
    cacheWrite: number(input?.['cacheWriteTokens']),
    reasoning: number(output?.['reasoningTokens']) ?? number(source['reasoningTokens']),
  }
  const adapted = input?.['noCacheTokens'] === undefined && output?.['textTokens'] === undefined
  return fromCounts(counts, adapted, provider, metadata)
}

interface FlatCounts {
  readonly input: number | undefined
  readonly output: number | undefined
  readonly cacheRead: number | undefined
  readonly cacheWrite: number | undefined
  readonly reasoning: number | undefined
}

function fromCounts(
  counts: FlatCounts,
  version2: boolean,
  provider: string,
  metadata: unknown,
): SdkUsage | undefined {
  if (counts.input === undefined && counts.output === undefined) return undefined
  const convention = version2 ? v2Convention(provider, metadata) : undefined
  const cacheWrite = counts.cacheWrite ?? cacheWritesOf(metadata)
  const addInput = convention?.inputWithoutCache === true ? (counts.cacheRead ?? 0) + (cacheWrite ?? 0) : 0
  const addOutput = convention?.outputWithoutReasoning === true ? (counts.reasoning ?? 0) : 0
  return {
    usage: {
      inputTokens: counts.input === undefined ? undefined : counts.input + addInput,
      outputTokens: counts.output === undefined ? undefined : counts.output + addOutput,
      cacheReadTokens: counts.cacheRead,
      cacheWriteTokens: cacheWrite,
      reasoningTokens: counts.reasoning,
    },
    repaired: addInput > 0 || addOutput > 0,
  }
}

// Version 2 has no field for cache writes: its packages put them beside the usage.
function cacheWritesOf(metadata: unknown): number | undefined {
  return firstOfMetadata(
    metadata,
    (own) => number(at(own, 'cacheCreationInputTokens')) ?? number(at(own, 'usage', 'cacheWriteInputTokens')),
  )
}

function readEmbedding(source: Fields): SdkUsage | undefined {
  const tokens = number(source['tokens'])
  if (tokens === undefined) return undefined
  return { usage: { inputTokens: tokens, outputTokens: 0 }, repaired: false }
}

// Some gateways send counts as text. A number that is no count is kept as it came, to be flagged; the SDK
// fills in NaN where the provider reported nothing.
function number(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value)
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined
}
