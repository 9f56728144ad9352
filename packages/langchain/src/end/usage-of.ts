import { normaliseRawUsage, type RecordFlag } from '@tokentoll/core'
import { fieldsOf, isFields, type Fields } from '../fields.ts'
import type { Answer } from './answer.ts'
import { unmerged } from './merged-usage.ts'
import { toolsOfAnswer, withServerTools } from './server-tools.ts'
import { foundIn, type UsageContext, type UsageFinding } from './usage-finding.ts'
import { readUsageMetadata } from './usage-metadata.ts'

/**
 * Best source first: the provider's own usage object, then LangChain's with the known defects of each class
 * undone, then the totals of legacy classes. Undefined when nothing was reported.
 */
export function usageOf(answer: Answer, context: UsageContext): UsageFinding | undefined {
  const found =
    fromRawUsage(answer.llmOutput['usage'], answer, context) ??
    fromRawUsage(answer.responseMetadata['usage'], answer, context) ??
    readUsageMetadata(answer, context) ??
    fromTokenUsage(answer) ??
    fromUnknownShape(answer)
  return found === undefined ? undefined : withServerTools(found, toolsOfAnswer(answer, context))
}

function fromRawUsage(raw: unknown, answer: Answer, context: UsageContext): UsageFinding | undefined {
  if (!isFields(raw) || !isWhole(raw)) return undefined
  const once = answer.streamed ? unmerged(raw, answer.usageMetadata) : raw
  const found = normaliseRawUsage(once, context.provider)
  if (found === undefined) return undefined
  return foundIn('raw_usage', found, once === raw ? 'exact' : 'repaired')
}

// Of a streamed Anthropic answer LangChain keeps the cache fields of the raw usage but not its totals.
function isWhole(raw: Fields): boolean {
  if ('cache_read_input_tokens' in raw || 'cache_creation_input_tokens' in raw || 'cache_creation' in raw)
    return 'input_tokens' in raw && 'output_tokens' in raw
  return true
}

function fromTokenUsage(answer: Answer): UsageFinding | undefined {
  const usage = fieldsOf(answer.llmOutput['tokenUsage'])
  // estimatedTokenUsage is never read: it is a guess that LangChain makes with a tokenizer of its own.
  const found = normaliseRawUsage({
    prompt_tokens: usage['promptTokens'],
    completion_tokens: usage['completionTokens'],
  })
  // LangChain begins with zeros and leaves them where it cannot read what the provider sent.
  const { inputTokens = 0, outputTokens = 0 } = found?.usage ?? {}
  if (found === undefined || (inputTokens + outputTokens === 0 && found.flags.length === 0)) return undefined
  return foundIn('token_usage', found, 'exact')
}

const unknownShape: readonly RecordFlag[] = ['usage_shape_unknown']

function fromUnknownShape(answer: Answer): UsageFinding | undefined {
  const raw =
    answer.llmOutput['usage'] ?? answer.responseMetadata['usage'] ?? answer.message['usage_metadata']
  if (!hasSomething(raw)) return undefined
  return { usage: {}, flags: unknownShape, source: 'missing', confidence: 'missing' }
}

function hasSomething(raw: unknown): boolean {
  if (raw === undefined || raw === null) return false
  return !isFields(raw) || Object.values(raw).some((value) => value !== undefined && value !== null)
}
