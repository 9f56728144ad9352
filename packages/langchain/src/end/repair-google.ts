import type { RepairContext, UsageFinding } from './usage-finding.ts'

/**
 * `ChatGoogleGenerativeAI` leaves thoughts out of the output, but not out of the total; and in a stream it
 * adds up the cached tokens that every chunk repeats (measured in 0.2.18 to 2.3.2).
 */
export function repairGoogle(finding: UsageFinding, repair: RepairContext): UsageFinding {
  const { inputTokens, outputTokens, reasoningTokens } = finding.usage
  const hidden = Math.max(0, (repair.total ?? 0) - (inputTokens ?? 0) - (outputTokens ?? 0))
  const cacheReadTokens = cachedOnce(finding.usage.cacheReadTokens, repair)
  if (hidden === 0 && cacheReadTokens === finding.usage.cacheReadTokens) return finding
  return {
    ...finding,
    confidence: 'repaired',
    usage: {
      ...finding.usage,
      cacheReadTokens,
      outputTokens: hidden === 0 ? outputTokens : (outputTokens ?? 0) + hidden,
      reasoningTokens: hidden === 0 ? reasoningTokens : (reasoningTokens ?? 0) + hidden,
    },
  }
}

function cachedOnce(cached: number | undefined, { answer, context }: RepairContext): number | undefined {
  const chunks = context.trace?.chunks ?? 0
  if (cached === undefined || chunks < 2 || !answer.streamed) return cached
  return cached % chunks === 0 ? cached / chunks : cached
}
