/** Which parts a model of specification version 2 leaves out of its totals. */
export interface V2Convention {
  /** `inputTokens` excludes cache reads and writes. */
  readonly inputWithoutCache: boolean
  /** `outputTokens` excludes reasoning. */
  readonly outputWithoutReasoning: boolean
}

// Version 2 left the convention to each provider package: measured with the packages of AI SDK 5
// (@ai-sdk/anthropic 2.0.112, @ai-sdk/google 2.0.108, @ai-sdk/openai 2.0.131).
const conventions: readonly (V2Convention & { readonly provider: RegExp })[] = [
  { provider: /anthropic/, inputWithoutCache: true, outputWithoutReasoning: false },
  { provider: /^(amazon-)?bedrock/, inputWithoutCache: true, outputWithoutReasoning: false },
  { provider: /^(google|vertex)/, inputWithoutCache: false, outputWithoutReasoning: true },
]

const inclusive: V2Convention = { inputWithoutCache: false, outputWithoutReasoning: false }

/** The convention of a provider's version 2 package; inclusive unless known otherwise. */
export function v2Convention(provider: string): V2Convention {
  return conventions.find((convention) => convention.provider.test(provider)) ?? inclusive
}
