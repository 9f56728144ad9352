import { inputCharacters, type CallSpec } from '../capture/call-spec.ts'
import { tokensOfCharacters } from './estimate-tokens.ts'
import type { MeasuredUsage } from './measured-usage.ts'

/** Stands in for a usage that nobody reported: counted from the characters of input and output, and flagged. */
export function estimateUsage(
  measured: MeasuredUsage,
  spec: CallSpec,
  outputCharacters: number,
): MeasuredUsage {
  return {
    ...measured,
    usage: {
      inputTokens: tokensOfCharacters(inputCharacters(spec)),
      outputTokens: tokensOfCharacters(outputCharacters),
    },
    usageSource: 'estimate',
    usageConfidence: 'estimated',
    flags: [...measured.flags, 'usage_missing'],
  }
}
