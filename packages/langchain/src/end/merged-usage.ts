import { countOf, isFields, type Fields } from '../fields.ts'

/**
 * Undoes what LangChain does to a usage object that several chunks of a stream carried: it adds them up,
 * while its own `usage_metadata` is written once. Undefined when the two cannot be brought together.
 */
export function unmerged(raw: Fields, usageMetadata: Fields | undefined): Fields | undefined {
  const input = countOf(usageMetadata?.['input_tokens'])
  const output = countOf(usageMetadata?.['output_tokens'])
  const rawInput = countOf(raw['prompt_tokens'] ?? raw['input_tokens'])
  const rawOutput = countOf(raw['completion_tokens'] ?? raw['output_tokens'])
  if (input === undefined || output === undefined || rawInput === undefined) return raw
  // Classes that cannot read the object leave zeros of their own.
  if (rawInput === input || (input === 0 && output === 0)) return raw
  const times = rawInput / input
  // A server whose counts grow from chunk to chunk leaves sums that nothing can be read from.
  if (!Number.isSafeInteger(times) || (rawOutput ?? 0) !== output * times) return undefined
  return divided(raw, times)
}

function divided(source: Fields, times: number): Fields {
  return Object.fromEntries(
    Object.entries(source).map(([field, value]) => {
      if (typeof value === 'number') return [field, value / times]
      return [field, isFields(value) ? divided(value, times) : value]
    }),
  )
}
