import { picoToUsdString, roundUsdToPico, type UsageUnit } from '@tokentoll/pricing'
import type { RecordFlag } from '../record/cost-record.ts'
import { countOf, ownFields, type Fields } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/**
 * OpenAI chat completions and the many servers that speak it (Azure, Groq, DeepSeek, Mistral, xAI,
 * OpenRouter, Perplexity, vLLM). `prompt_tokens` includes cached tokens; `completion_tokens` includes
 * reasoning, except where the totals say otherwise (xAI, Perplexity).
 */
export const openaiChat: UsageReader = {
  shape: 'openai-chat',
  // Servers of other formats add these fields as null.
  matches: (raw) => isThere(raw['prompt_tokens']) || isThere(raw['completion_tokens']),
  read(raw) {
    const flags: RecordFlag[] = []
    const prompt = ownFields(raw['prompt_tokens_details'])
    const completed = ownFields(raw['completion_tokens_details'])
    const input = countOf(raw['prompt_tokens'], flags)
    const completion = countOf(raw['completion_tokens'], flags)
    const total = countOf(raw['total_tokens'], flags)
    const reasoning = countOf(completed['reasoning_tokens'], flags) ?? countOf(raw['reasoning_tokens'], flags)
    const listed = (input ?? 0) + (completion ?? 0)
    // A total that is larger by exactly the reasoning tokens says that completion_tokens left them out.
    const reasoningApart =
      total !== undefined && reasoning !== undefined && reasoning > 0 && total === listed + reasoning
    const output = reasoningApart
      ? (completion ?? 0) + reasoning
      : (completion ?? (input === undefined ? undefined : 0))
    if (total !== undefined && total !== (input ?? 0) + (output ?? 0)) flags.push('total_mismatch')
    const searches =
      countOf(raw['num_search_queries'], flags) ??
      countOf(ownFields(raw['server_tool_use'])['web_search_requests'], flags)
    const units: Partial<Record<UsageUnit, number>> | undefined =
      searches !== undefined && searches > 0 ? { webSearch: searches } : undefined
    return {
      usage: {
        inputTokens: input,
        outputTokens: output,
        cacheReadTokens:
          countOf(prompt['cached_tokens'], flags) ??
          countOf(raw['prompt_cache_hit_tokens'], flags) ??
          countOf(raw['num_cached_tokens'], flags) ??
          countOf(raw['cached_tokens'], flags) ??
          countOf(raw['cache_read_input_tokens'], flags),
        cacheWriteTokens:
          countOf(prompt['cache_write_tokens'], flags) ??
          countOf(prompt['cache_creation_tokens'], flags) ??
          countOf(raw['cache_creation_input_tokens'], flags),
        reasoningTokens: reasoning,
        inputAudioTokens: countOf(prompt['audio_tokens'], flags),
        inputImageTokens: countOf(prompt['image_tokens'], flags),
        outputAudioTokens: countOf(completed['audio_tokens'], flags),
        outputImageTokens: countOf(completed['image_tokens'], flags),
        units,
      },
      flags,
      reportedCostUsd: reportedCost(raw),
    }
  },
}

// OpenRouter: `cost` in USD; with a key of one's own it holds the router's fee only, and what the provider
// bills stands beside it. Perplexity: `cost.total_cost` in USD. xAI: ticks of 1e-10 USD.
function reportedCost(raw: Fields): string | number | undefined {
  const { cost, cost_in_usd_ticks: ticks } = raw
  if (raw['is_byok'] === true) return sumUsd(cost, ownFields(raw['cost_details'])['upstream_inference_cost'])
  const total = ownFields(cost)['total_cost'] ?? cost
  if (typeof total === 'number' && Number.isFinite(total) && total >= 0) return total
  if (typeof ticks === 'number' && Number.isSafeInteger(ticks) && ticks >= 0) {
    const digits = String(ticks).padStart(11, '0')
    return `${digits.slice(0, -10)}.${digits.slice(-10)}`
  }
  return undefined
}

// Undefined unless both are known: the list price is nearer to the truth than half a bill.
function sumUsd(fee: unknown, upstream: unknown): string | undefined {
  const isUsd = (value: unknown): value is number =>
    typeof value === 'number' && Number.isFinite(value) && value >= 0
  if (!isUsd(fee) || !isUsd(upstream)) return undefined
  return picoToUsdString(roundUsdToPico(fee, 'cost') + roundUsdToPico(upstream, 'upstream_inference_cost'))
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null
}
