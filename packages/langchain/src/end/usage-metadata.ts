import type { RecordFlag, Usage } from '@tokentoll/core'
import { fieldsOf, type Fields } from '../fields.ts'
import type { Answer } from './answer.ts'
import type { UsageContext, UsageFinding } from './usage-of.ts'

/** LangChain's usage object with the known defects of the provider classes undone. */
export function readUsageMetadata(answer: Answer, context: UsageContext): UsageFinding | undefined {
  const metadata = answer.usageMetadata
  if (metadata === undefined) return undefined
  const flags: RecordFlag[] = []
  const count = (source: Fields, field: string): number | undefined => {
    const value = source[field]
    if (value === undefined || value === null) return undefined
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    if (!flags.includes('usage_invalid')) flags.push('usage_invalid')
    return undefined
  }
  const inputDetails = fieldsOf(metadata['input_token_details'])
  const outputDetails = fieldsOf(metadata['output_token_details'])
  const inputTokens = count(metadata, 'input_tokens')
  const outputTokens = count(metadata, 'output_tokens')
  const total = count(metadata, 'total_tokens')
  if (inputTokens === undefined && outputTokens === undefined && flags.length === 0) return undefined
  const usage: Usage = {
    inputTokens,
    outputTokens,
    cacheReadTokens: count(inputDetails, 'cache_read'),
    cacheWriteTokens: count(inputDetails, 'cache_creation'),
    cacheWrite1hTokens: count(inputDetails, 'ephemeral_1h_input_tokens'),
    inputAudioTokens: count(inputDetails, 'audio'),
    reasoningTokens: count(outputDetails, 'reasoning'),
    outputAudioTokens: count(outputDetails, 'audio'),
  }
  const finding: UsageFinding = { usage, flags, source: 'usage_metadata', confidence: 'exact' }
  const repair = repairOf(context.provider)
  return repair === undefined ? finding : repair(finding, { answer, context, total, count })
}

/** What a repair may look at besides the finding itself. */
export interface RepairContext {
  readonly answer: Answer
  readonly context: UsageContext
  readonly total: number | undefined
  count(source: Fields, field: string): number | undefined
}

type Repair = (finding: UsageFinding, repair: RepairContext) => UsageFinding

function repairOf(provider: string): Repair | undefined {
  if (provider.startsWith('google')) return repairGoogle
  if (provider.includes('anthropic')) return repairAnthropic
  return undefined
}

// ChatGoogleGenerativeAI leaves thoughts out of the output but not out of the total, and adds up in a stream
// the cached tokens that every chunk repeats.
function repairGoogle(finding: UsageFinding, { answer, context, total, count }: RepairContext): UsageFinding {
  const { inputTokens, outputTokens, reasoningTokens, cacheReadTokens } = finding.usage
  const hidden = total === undefined ? 0 : total - (inputTokens ?? 0) - (outputTokens ?? 0)
  const first = fieldsOf(context.firstChunk?.usageMetadata?.['input_token_details'])
  const cached = answer.streamed ? (count(first, 'cache_read') ?? cacheReadTokens) : cacheReadTokens
  if (hidden <= 0 && cached === cacheReadTokens) return finding
  return {
    ...finding,
    confidence: 'repaired',
    usage: {
      ...finding.usage,
      outputTokens: hidden > 0 ? (outputTokens ?? 0) + hidden : outputTokens,
      reasoningTokens: hidden > 0 ? (reasoningTokens ?? 0) + hidden : reasoningTokens,
      cacheReadTokens: cached,
    },
  }
}

// ChatAnthropic adds the output count of the first event of a stream, which is provisional, to the final
// one. The lifetimes of cache writes stand only in the raw usage.
function repairAnthropic(finding: UsageFinding, { answer, context, count }: RepairContext): UsageFinding {
  const raw = fieldsOf(answer.responseMetadata['usage'])
  const creation = fieldsOf(raw['cache_creation'])
  const provisional = answer.streamed
    ? count(fieldsOf(context.firstChunk?.usageMetadata), 'output_tokens')
    : 0
  const { outputTokens, cacheWriteTokens } = finding.usage
  const oneHour = count(creation, 'ephemeral_1h_input_tokens') ?? finding.usage.cacheWrite1hTokens
  const flags = [...finding.flags]
  if ((cacheWriteTokens ?? 0) > 0 && oneHour === undefined) flags.push('cache_write_ttl_unknown')
  return {
    ...finding,
    flags,
    confidence: provisional === 0 ? finding.confidence : 'repaired',
    serviceTier: typeof raw['service_tier'] === 'string' ? raw['service_tier'] : undefined,
    usage: {
      ...finding.usage,
      outputTokens: outputTokens === undefined ? undefined : Math.max(0, outputTokens - (provisional ?? 0)),
      cacheWrite1hTokens: oneHour,
    },
  }
}
