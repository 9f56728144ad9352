import type { RepairContext, UsageFinding } from './usage-finding.ts'

/**
 * `ChatGoogleGenerativeAI` leaves thoughts out of the output, but not out of the total; and in a stream it
 * adds up the cached tokens that every chunk repeats (measured in 0.2.18 to 2.3.2).
 */
export function repairGoogle(finding: UsageFinding, repair: RepairContext): UsageFinding {
  const { inputTokens, outputTokens, reasoningTokens } = finding.usage
  const hidden = Math.max(0, (repair.total ?? 0) - (inputTokens ?? 0) - (outputTokens ?? 0))
  const cached = cachedOnce(finding.usage.cacheReadTokens, repair)
  const repaired = hidden > 0 || cached !== finding.usage.cacheReadTokens
  return {
    ...finding,
    // How often the cached tokens were added is not known when chunks were missed.
    confidence: cached === 'unknown' ? 'estimated' : repaired ? 'repaired' : finding.confidence,
    usage: {
      ...finding.usage,
      cacheReadTokens: cached === 'unknown' ? undefined : cached,
      outputTokens: hidden === 0 ? outputTokens : (outputTokens ?? 0) + hidden,
      reasoningTokens: hidden === 0 ? reasoningTokens : (reasoningTokens ?? 0) + hidden,
    },
  }
}

function cachedOnce(
  cached: number | undefined,
  { answer, context }: RepairContext,
): number | 'unknown' | undefined {
  if (cached === undefined || cached === 0 || !answer.streamed || context.trace === undefined) return cached
  const { chunks } = context.trace
  if (chunks === undefined) return 'unknown'
  return chunks > 1 && cached % chunks === 0 ? cached / chunks : cached
}
