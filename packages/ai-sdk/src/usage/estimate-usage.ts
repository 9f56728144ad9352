import type { Usage } from '@tokentoll/core'
import { inputCharacters, type CallSpec } from '../capture/call-spec.ts'
import { tokensOfCharacters } from './estimate-tokens.ts'
import type { MeasuredUsage } from './measured-usage.ts'

/**
 * Stands in for a usage, or for the half of one, that nobody reported: counted from the characters of input
 * and output, and flagged.
 */
export function estimateUsage(
  measured: MeasuredUsage,
  spec: CallSpec,
  outputCharacters: () => number,
): MeasuredUsage {
  const { usage } = measured
  const input = countOf(usage?.inputTokens)
  const output = countOf(usage?.outputTokens)
  const invalid = input !== usage?.inputTokens || output !== usage?.outputTokens
  return {
    ...measured,
    usage: {
      ...withoutBad(usage),
      inputTokens: input ?? tokensOfCharacters(inputCharacters(spec)),
      outputTokens: output ?? tokensOfCharacters(outputCharacters()),
    },
    usageSource: 'estimate',
    usageConfidence: 'estimated',
    flags: [...measured.flags, 'usage_missing', ...(invalid ? (['usage_invalid'] as const) : [])],
  }
}

/** True when both halves of a language model's usage are there and are counts. */
export function isWhole(usage: Usage | undefined): usage is Usage {
  return countOf(usage?.inputTokens) !== undefined && countOf(usage?.outputTokens) !== undefined
}

function countOf(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

// A part is only worth as much as its total.
function withoutBad(usage: Usage | undefined): Usage {
  if (usage === undefined) return {}
  const input = countOf(usage.inputTokens) === undefined
  const output = countOf(usage.outputTokens) === undefined
  return {
    ...usage,
    ...(input
      ? { cacheReadTokens: undefined, cacheWriteTokens: undefined, cacheWrite1hTokens: undefined }
      : {}),
    ...(output ? { reasoningTokens: undefined } : {}),
  }
}
