import type { Usage } from '@tokentoll/core'

/** The counts that have no column of their own: cache lifetimes, modalities, units. */
export function usageDetails(usage: Usage): Readonly<Record<string, unknown>> | undefined {
  const {
    inputTokens: _input,
    outputTokens: _output,
    cacheReadTokens: _cacheRead,
    cacheWriteTokens: _cacheWrite,
    reasoningTokens: _reasoning,
    ...details
  } = usage
  return Object.values(details).some((value) => value !== undefined) ? details : undefined
}
