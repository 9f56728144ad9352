import { cachedOnce, type CachedOnce } from './cached-once.ts'
import type { RepairContext, UsageFinding } from './usage-finding.ts'

/**
 * `ChatGoogleGenerativeAI` leaves thoughts out of the output, but not out of the total; and in a stream it
 * adds up the cached tokens that its chunks repeat (measured in 0.2.18 to 2.3.2).
 */
export function repairGoogle(finding: UsageFinding, repair: RepairContext): UsageFinding {
  const { inputTokens, outputTokens, reasoningTokens } = finding.usage
  const hidden = Math.max(0, (repair.total ?? 0) - (inputTokens ?? 0) - (outputTokens ?? 0))
  const cached = cachedOf(finding, repair)
  // The versions that name none to callbacks say nothing of cached tokens. Fewer than this Gemini does not cache:
  // https://ai.google.dev/gemini-api/docs/caching
  const mayHideCache =
    repair.context.versions?.['@langchain/google-genai'] === undefined &&
    finding.usage.cacheReadTokens === undefined &&
    (inputTokens ?? 0) >= 1024
  const unsure = mayHideCache || (finding.usage.cacheReadTokens !== undefined && cached?.sure !== true)
  const repaired = hidden > 0 || cached?.tokens !== finding.usage.cacheReadTokens
  return {
    ...finding,
    confidence: unsure ? 'estimated' : repaired ? 'repaired' : finding.confidence,
    usage: {
      ...finding.usage,
      cacheReadTokens: cached?.tokens,
      outputTokens: hidden === 0 ? outputTokens : (outputTokens ?? 0) + hidden,
      reasoningTokens: hidden === 0 ? reasoningTokens : (reasoningTokens ?? 0) + hidden,
    },
  }
}

function cachedOf(finding: UsageFinding, { answer, context }: RepairContext): CachedOnce | undefined {
  const { cacheReadTokens: sum, inputTokens = 0 } = finding.usage
  if (sum === undefined) return undefined
  // The chunks of the unified `ChatGoogle` carry increments: its sum is the count (0.2.6).
  const isSum = context.versions?.['@langchain/google'] !== undefined
  if (sum === 0 || !answer.streamed || context.trace === undefined || isSum)
    return { tokens: sum, sure: true }
  const { chunks } = context.trace
  return chunks === undefined ? undefined : cachedOnce(sum, Math.max(1, chunks), inputTokens)
}
