import type { RecordFlag, Usage } from '@tokentoll/core'
import { fieldsOf, isFields, type Fields } from '../fields.ts'
import type { Answer } from './answer.ts'
import { repairAnthropic } from './repair-anthropic.ts'
import { repairGoogle } from './repair-google.ts'
import type { RepairContext, UsageContext, UsageFinding } from './usage-finding.ts'

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
  const usage = readCounts(metadata, count)
  const total = count(metadata, 'total_tokens')
  // Without a usage from the provider some classes leave an object of undefined fields, others one of zeros;
  // no answer costs no token at all.
  if ((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) === 0 && flags.length === 0) return undefined
  const finding: UsageFinding = { usage, flags, source: 'usage_metadata', confidence: 'exact' }
  const repair = { answer, context, total, count }
  if (context.provider.startsWith('google')) return repairGoogle(finding, repair)
  if (context.provider.includes('anthropic')) return repairAnthropic(finding, repair)
  // ChatOpenAI leaves undefined fields where a server has no such details, or names them by words of its own.
  const details = metadata['input_token_details']
  const mayHideCache = isFields(details) && Object.values(details).every((value) => value === undefined)
  return mayHideCache ? { ...finding, confidence: 'estimated' } : finding
}

function readCounts(metadata: Fields, count: RepairContext['count']): Usage {
  const input = fieldsOf(metadata['input_token_details'])
  const output = fieldsOf(metadata['output_token_details'])
  return {
    inputTokens: count(metadata, 'input_tokens'),
    outputTokens: count(metadata, 'output_tokens'),
    cacheReadTokens: count(input, 'cache_read'),
    cacheWriteTokens: count(input, 'cache_creation'),
    cacheWrite1hTokens: count(input, 'ephemeral_1h_input_tokens'),
    inputAudioTokens: count(input, 'audio'),
    inputImageTokens: count(input, 'image'),
    inputVideoTokens: count(input, 'video'),
    reasoningTokens: count(output, 'reasoning'),
    outputAudioTokens: count(output, 'audio'),
    outputImageTokens: count(output, 'image'),
  }
}
