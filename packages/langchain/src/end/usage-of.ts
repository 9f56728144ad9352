import { normaliseRawUsage, type NormalisedUsage, type RecordFlag } from '@tokentoll/core'
import { countOf, fieldsOf, isFields, type Fields } from '../fields.ts'
import type { Answer } from './answer.ts'
import type { UsageContext, UsageFinding } from './usage-finding.ts'
import { readUsageMetadata } from './usage-metadata.ts'

/**
 * Best source first: the provider's own usage object, then LangChain's with the known defects of each class
 * undone, then the totals of legacy classes. Undefined when nothing was reported.
 */
export function usageOf(answer: Answer, context: UsageContext): UsageFinding | undefined {
  return (
    fromRawUsage(answer, context) ??
    readUsageMetadata(answer, context) ??
    fromTokenUsage(answer) ??
    fromUnknownShape(answer)
  )
}

function fromRawUsage(answer: Answer, context: UsageContext): UsageFinding | undefined {
  for (const raw of [answer.llmOutput['usage'], answer.responseMetadata['usage']]) {
    if (!isFields(raw) || !isWhole(raw)) continue
    const found = normaliseRawUsage(raw, context.provider)
    if (found === undefined || !agrees(found, answer)) continue
    return { ...found, source: 'raw_usage', confidence: 'exact' }
  }
  return undefined
}

// Of a streamed Anthropic answer LangChain keeps the cache fields of the raw usage but not its totals.
function isWhole(raw: Fields): boolean {
  if ('cache_read_input_tokens' in raw || 'cache_creation_input_tokens' in raw || 'cache_creation' in raw)
    return 'input_tokens' in raw && 'output_tokens' in raw
  return true
}

// Chunks are merged by adding numbers up, so a server that repeats its usage in every chunk ends up with a
// multiple of it here, while usage_metadata is written once.
function agrees(found: NormalisedUsage, answer: Answer): boolean {
  const input = countOf(answer.usageMetadata?.['input_tokens'])
  return !answer.streamed || input === undefined || found.usage.inputTokens === input
}

function fromTokenUsage(answer: Answer): UsageFinding | undefined {
  const usage = fieldsOf(answer.llmOutput['tokenUsage'])
  // estimatedTokenUsage is never read: it is a guess that LangChain makes with a tokenizer of its own.
  const found = normaliseRawUsage({
    prompt_tokens: usage['promptTokens'],
    completion_tokens: usage['completionTokens'],
  })
  if (found === undefined) return undefined
  return { ...found, source: 'token_usage', confidence: 'exact' }
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
