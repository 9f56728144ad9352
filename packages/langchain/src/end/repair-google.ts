import { isFields } from '../fields.ts'
import { cachedOnce, type CachedOnce } from './cached-once.ts'
import { searchQueriesOf } from './server-tools.ts'
import type { RepairContext, UsageFinding } from './usage-finding.ts'

/**
 * `ChatGoogleGenerativeAI` leaves thoughts out of the output, but not out of the total; in a stream it adds up
 * the cached tokens that its chunks repeat (measured in 0.2.18 to 2.3.2). No class counts what Google's own
 * tools read in, which the total has, too.
 */
export function repairGoogle(finding: UsageFinding, repair: RepairContext): UsageFinding {
  const { inputTokens, outputTokens, reasoningTokens, cacheReadTokens, inputAudioTokens } = finding.usage
  const hidden = Math.max(0, (repair.total ?? 0) - (inputTokens ?? 0) - (outputTokens ?? 0))
  const isInput = hasThoughtsInside(repair)
  const cached = cachedOf(finding, repair)
  // The versions that name none to callbacks say nothing of cached tokens. Fewer than this Gemini does not cache:
  // https://ai.google.dev/gemini-api/docs/caching
  const mayHideCache =
    repair.context.versions?.['@langchain/google-genai'] === undefined &&
    cacheReadTokens === undefined &&
    (inputTokens ?? 0) >= 1024
  const unsure =
    mayHideCache ||
    (cacheReadTokens !== undefined && cached?.sure !== true) ||
    // Cached audio has a price of its own, and nobody says how much of the audio was cached.
    ((cached?.tokens ?? 0) > 0 && (inputAudioTokens ?? 0) > 0) ||
    // Thoughts, or what a tool read in: taken for thoughts, the dearer ones.
    (hidden > 0 && !isInput && mayHaveRunTools(repair)) ||
    mayHideSearches(repair)
  const repaired = hidden > 0 || cached?.tokens !== cacheReadTokens
  return {
    ...finding,
    confidence: unsure ? 'estimated' : repaired ? 'repaired' : finding.confidence,
    usage: {
      ...finding.usage,
      cacheReadTokens: cached?.tokens,
      ...(hidden === 0
        ? undefined
        : isInput
          ? { inputTokens: (inputTokens ?? 0) + hidden }
          : { outputTokens: (outputTokens ?? 0) + hidden, reasoningTokens: (reasoningTokens ?? 0) + hidden }),
    },
  }
}

const isUnified = ({ context }: RepairContext): boolean =>
  context.versions?.['@langchain/google'] !== undefined

// The unified `ChatGoogle` does, except in event streams, which leave out all details.
function hasThoughtsInside(repair: RepairContext): boolean {
  return isUnified(repair) && isFields(repair.answer.usageMetadata?.['output_token_details'])
}

function mayHaveRunTools({ answer, context }: RepairContext): boolean {
  return context.trace?.offered !== undefined || searchQueriesOf(answer) !== undefined
}

// The event stream of `ChatGoogleGenerativeAI` says nothing of searches.
function mayHideSearches(repair: RepairContext): boolean {
  const { trace } = repair.context
  return trace?.offered !== undefined && trace.isEventStream && !isUnified(repair)
}

function cachedOf(finding: UsageFinding, repair: RepairContext): CachedOnce | undefined {
  const { answer, context } = repair
  const { cacheReadTokens: sum, inputTokens = 0 } = finding.usage
  if (sum === undefined) return undefined
  // The chunks of the unified `ChatGoogle` carry increments: its sum is the count (0.2.6).
  if (sum === 0 || !answer.streamed || context.trace === undefined || isUnified(repair))
    return { tokens: sum, sure: true }
  const { chunks } = context.trace
  return chunks === undefined ? undefined : cachedOnce(sum, Math.max(1, chunks), inputTokens)
}
