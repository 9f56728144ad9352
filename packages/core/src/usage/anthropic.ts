import type { Usage, UsageUnit } from '@tokentoll/pricing'
import type { RecordFlag } from '../record/cost-record.ts'
import { countOf, isFields, ownFields, sumKnown, type Fields } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/**
 * Anthropic messages: `input_tokens` is what was neither read from nor written to the cache, so the
 * three are added. `iterations` lists the model runs inside one response; each has its own price.
 */
export const anthropic: UsageReader = {
  shape: 'anthropic',
  matches: (raw, provider) =>
    'cache_creation_input_tokens' in raw ||
    'cache_read_input_tokens' in raw ||
    'server_tool_use' in raw ||
    (/anthropic/i.test(provider) && ('input_tokens' in raw || 'output_tokens' in raw)),
  read(raw) {
    const flags: RecordFlag[] = []
    const top = readCounts(raw, flags)
    const iterations = Array.isArray(raw['iterations'])
      ? raw['iterations'].filter(isFields).map(ownFields)
      : []
    const parts = iterations.map((iteration) => ({
      model: modelOf(iteration),
      usage: readCounts(iteration, flags),
    }))
    const units = serverTools(raw, flags)
    const { service_tier: tier, speed, inference_geo: geo } = raw
    const summed = sumUsage(parts.map((part) => part.usage))
    // Iterations that carry no counts say nothing; the counts above them do.
    const isCounted = summed.inputTokens !== undefined || summed.outputTokens !== undefined
    const usage = isCounted ? summed : top
    const split = isCounted && parts.some((part) => part.model !== undefined)
    return {
      usage: { ...usage, units },
      flags,
      serviceTier: speed === 'fast' ? 'fast' : typeof tier === 'string' ? tier : undefined,
      region: typeof geo === 'string' && geo !== '' && geo !== 'not_available' ? geo : undefined,
      // Iterations without a model of their own ran on the response's model: the caller fills it in.
      parts: split
        ? parts.map((part, index) => ({
            model: part.model ?? '',
            usage: index === 0 ? { ...part.usage, units } : part.usage,
          }))
        : undefined,
    }
  },
}

function readCounts(raw: Fields, flags: RecordFlag[]): Usage {
  const cacheCreation = ownFields(raw['cache_creation'])
  const uncached = countOf(raw['input_tokens'], flags)
  const read = countOf(raw['cache_read_input_tokens'], flags)
  const fiveMinutes = countOf(cacheCreation['ephemeral_5m_input_tokens'], flags)
  const oneHour = countOf(cacheCreation['ephemeral_1h_input_tokens'], flags)
  const split = sumKnown(fiveMinutes, oneHour)
  const listed = countOf(raw['cache_creation_input_tokens'], flags)
  // The larger of the total and its parts; the remainder is a five-minute write (litellm#42663).
  const written = listed === undefined && split === undefined ? undefined : Math.max(listed ?? 0, split ?? 0)
  if (listed !== undefined && split !== undefined && split > listed) flags.push('parts_exceed_total')
  if (written !== undefined && written > 0 && split === undefined) flags.push('cache_write_ttl_unknown')
  return {
    inputTokens: sumKnown(uncached, read, written),
    outputTokens: countOf(raw['output_tokens'], flags),
    cacheReadTokens: read,
    cacheWriteTokens: written,
    cacheWrite1hTokens: oneHour,
    reasoningTokens: countOf(ownFields(raw['output_tokens_details'])['thinking_tokens'], flags),
  }
}

function modelOf(iteration: Fields): string | undefined {
  const model = iteration['model']
  return typeof model === 'string' && model !== '' ? model : undefined
}

// Only tools that ran are billed: a declared tool that was never called reports 0 and costs nothing.
function serverTools(raw: Fields, flags: RecordFlag[]): Partial<Record<UsageUnit, number>> | undefined {
  const searches = countOf(ownFields(raw['server_tool_use'])['web_search_requests'], flags)
  return searches !== undefined && searches > 0 ? { webSearch: searches } : undefined
}

function sumUsage(all: readonly Usage[]): Usage {
  const sum = (
    field:
      | 'inputTokens'
      | 'outputTokens'
      | 'cacheReadTokens'
      | 'cacheWriteTokens'
      | 'cacheWrite1hTokens'
      | 'reasoningTokens',
  ) => sumKnown(...all.map((usage) => usage[field]))
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadTokens: sum('cacheReadTokens'),
    cacheWriteTokens: sum('cacheWriteTokens'),
    cacheWrite1hTokens: sum('cacheWrite1hTokens'),
    reasoningTokens: sum('reasoningTokens'),
  }
}
