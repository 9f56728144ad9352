import type { RecordFlag, Usage } from '@tokentoll/core'
import { fieldsOf, textOf, type Fields } from '../fields.ts'
import type { RepairContext, UsageFinding } from './usage-finding.ts'

/**
 * `ChatAnthropic` sums what it should not. Of a streamed answer it adds the output count of the first event,
 * which is provisional, to the final one, and before 1.2.2 the cache counts of both; and before 1.2.2 it left
 * the cached tokens out of the input. The lifetimes of cache writes stand only in the raw usage.
 */
export function repairAnthropic(finding: UsageFinding, repair: RepairContext): UsageFinding {
  const { answer, context, count } = repair
  const raw = fieldsOf(answer.responseMetadata['usage'])
  const flags: RecordFlag[] = [...finding.flags]
  const usage = { ...withoutProvisional(finding.usage, repair) }
  usage.cacheWrite1hTokens =
    count(fieldsOf(raw['cache_creation']), 'ephemeral_1h_input_tokens') ?? usage.cacheWrite1hTokens
  if ((usage.cacheWriteTokens ?? 0) > 0 && usage.cacheWrite1hTokens === undefined)
    flags.push('cache_write_ttl_unknown')
  const cached = (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0)
  const input = usage.inputTokens ?? 0
  // Classes that name no version may mean either convention.
  const unnamed = textOf(context.versions?.['@langchain/anthropic']) === undefined
  const exclusive =
    usage.inputTokens !== undefined &&
    cached > 0 &&
    (input < cached || (unnamed && context.isBeforeInclusiveCache?.() === true))
  if (exclusive) usage.inputTokens = input + cached
  const ambiguous = cached > 0 && !exclusive && unnamed
  const repaired = exclusive || usage.outputTokens !== finding.usage.outputTokens
  // What the provider's own tools read in is told in the last event, which LangChain drops.
  const served = answer.streamed || context.trace?.firstUsage !== undefined ? serverRuns(answer.message) : 0
  return {
    ...finding,
    usage: served === 0 ? usage : { ...usage, units: searchesOf(answer.message) },
    flags,
    confidence: ambiguous || served > 0 ? 'estimated' : repaired ? 'repaired' : finding.confidence,
    serviceTier: textOf(raw['service_tier']),
  }
}

// The first event has all the input there is to know, and an output count that the last one replaces.
function withoutProvisional(usage: Usage, { context, count }: RepairContext): Mutable<Usage> {
  const first = context.trace?.firstUsage
  if (first === undefined) return usage
  const details = fieldsOf(first['input_token_details'])
  const { outputTokens } = usage
  return {
    ...usage,
    inputTokens: count(first, 'input_tokens') ?? usage.inputTokens,
    cacheReadTokens: count(details, 'cache_read') ?? usage.cacheReadTokens,
    cacheWriteTokens: count(details, 'cache_creation') ?? usage.cacheWriteTokens,
    outputTokens:
      outputTokens === undefined
        ? undefined
        : Math.max(0, outputTokens - (count(first, 'output_tokens') ?? 0)),
  }
}

function blocksOf(message: Fields): readonly Fields[] {
  const { content } = message
  if (!Array.isArray(content)) return []
  // Blocks that LangChain has no type for come wrapped in an event stream.
  return content.map((block) => {
    const { type, value } = fieldsOf(block)
    return type === 'non_standard' ? fieldsOf(value) : fieldsOf(block)
  })
}

// As Anthropic writes it, and as LangChain's event stream does.
const serverTool = /^server_tool_(?:use|call)$/

function serverRuns(message: Fields): number {
  return blocksOf(message).filter(({ type }) => serverTool.test(textOf(type) ?? '') || type === 'compaction')
    .length
}

function searchesOf(message: Fields): Usage['units'] {
  const searches = blocksOf(message).filter(
    ({ type, name }) => serverTool.test(textOf(type) ?? '') && name === 'web_search',
  ).length
  return searches === 0 ? undefined : { webSearch: searches }
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] }
