import { isFields } from '../shapes/fields.ts'

/** Which parts a model of specification version 2 leaves out of its totals. */
export interface V2Convention {
  /** `inputTokens` excludes cache reads and writes. */
  readonly inputWithoutCache: boolean
  /** `outputTokens` excludes reasoning. */
  readonly outputWithoutReasoning: boolean
}

// Version 2 left the convention to each provider package: measured with the packages of AI SDK 5
// (@ai-sdk/anthropic 2.0.112, @ai-sdk/google 2.0.108, @ai-sdk/openai 2.0.131).
const conventions: readonly (V2Convention & { readonly isFor: (provider: string) => boolean })[] = [
  {
    isFor: (provider) => provider.includes('anthropic'),
    inputWithoutCache: true,
    outputWithoutReasoning: false,
  },
  {
    isFor: (provider) => provider.startsWith('bedrock') || provider.startsWith('amazon-bedrock'),
    inputWithoutCache: true,
    outputWithoutReasoning: false,
  },
  {
    isFor: (provider) => provider.startsWith('google') || provider.startsWith('vertex'),
    inputWithoutCache: false,
    outputWithoutReasoning: true,
  },
]

const inclusive: V2Convention = { inputWithoutCache: false, outputWithoutReasoning: false }

/**
 * The convention of a provider's version 2 package; inclusive unless known otherwise. A gateway hands on the
 * usage of the package behind it, whose name is a key of the metadata.
 */
export function v2Convention(provider: string, providerMetadata?: unknown): V2Convention {
  const known = conventions.find((convention) => convention.isFor(provider))
  if (known !== undefined || !provider.startsWith('gateway') || !isFields(providerMetadata))
    return known ?? inclusive
  const keys = Object.keys(providerMetadata)
  return conventions.find((convention) => keys.some(convention.isFor)) ?? inclusive
}
