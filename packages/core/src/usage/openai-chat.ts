import { picoToUsdString, roundUsdToPico, type UsageUnit } from '@tokentoll/pricing'
import { at, createCountReader } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/**
 * OpenAI chat completions and the many servers that speak it (Azure, Groq, DeepSeek, Mistral, xAI,
 * OpenRouter, Perplexity, vLLM). `prompt_tokens` includes cached tokens; `completion_tokens` includes
 * reasoning, except where the totals say otherwise (xAI, Perplexity).
 */
export const openaiChat: UsageReader = {
  shape: 'openai-chat',
  matches: (raw) => 'prompt_tokens' in raw || 'completion_tokens' in raw,
  read(raw) {
    const { count, flags } = createCountReader(raw)
    const prompt = createCountReader(raw['prompt_tokens_details'], flags).count
    const completed = createCountReader(raw['completion_tokens_details'], flags).count
    const input = count('prompt_tokens')
    const completion = count('completion_tokens')
    const total = count('total_tokens')
    const reasoning = completed('reasoning_tokens') ?? count('reasoning_tokens')
    const listed = (input ?? 0) + (completion ?? 0)
    // A total that is larger by exactly the reasoning tokens says that completion_tokens left them out.
    const reasoningApart =
      total !== undefined && reasoning !== undefined && reasoning > 0 && total === listed + reasoning
    const output = reasoningApart
      ? (completion ?? 0) + reasoning
      : (completion ?? (input === undefined ? undefined : 0))
    if (total !== undefined && total !== (input ?? 0) + (output ?? 0)) flags.push('total_mismatch')
    const searches = count('num_search_queries') ?? count('server_tool_use', 'web_search_requests')
    const units: Partial<Record<UsageUnit, number>> | undefined =
      searches !== undefined && searches > 0 ? { webSearch: searches } : undefined
    return {
      usage: {
        inputTokens: input,
        outputTokens: output,
        cacheReadTokens:
          prompt('cached_tokens') ??
          count('prompt_cache_hit_tokens') ??
          count('num_cached_tokens') ??
          count('cached_tokens') ??
          count('cache_read_input_tokens'),
        cacheWriteTokens:
          prompt('cache_write_tokens') ??
          prompt('cache_creation_tokens') ??
          count('cache_creation_input_tokens'),
        reasoningTokens: reasoning,
        inputAudioTokens: prompt('audio_tokens'),
        inputImageTokens: prompt('image_tokens'),
        outputAudioTokens: completed('audio_tokens'),
        outputImageTokens: completed('image_tokens'),
        units,
      },
      flags,
      reportedCostUsd: reportedCost(raw),
    }
  },
}

// OpenRouter: `cost` in USD; with a key of one's own it holds the router's fee only, and what the provider
// bills stands beside it. Perplexity: `cost.total_cost` in USD. xAI: ticks of 1e-10 USD.
function reportedCost(raw: unknown): string | number | undefined {
  if (at(raw, 'is_byok') === true)
    return sumUsd(at(raw, 'cost'), at(raw, 'cost_details', 'upstream_inference_cost'))
  const total = at(raw, 'cost', 'total_cost') ?? at(raw, 'cost')
  if (typeof total === 'number' && Number.isFinite(total) && total >= 0) return total
  const ticks = at(raw, 'cost_in_usd_ticks')
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
