import { fieldsOf, isFields } from '../fields.ts'
import { promptCharacters } from '../start/prompt-characters.ts'

/**
 * Characters of the texts in a request for embeddings: OpenAI's `input`, Cohere's `texts`, Mistral's bare
 * texts. 0 when nothing in it is known to be text.
 */
export function requestCharacters(request: unknown): number {
  if (!isFields(request)) return promptCharacters(request)
  if ('input' in request) return promptCharacters(request['input'])
  let sum = 0
  for (const [field, value] of Object.entries(request)) {
    if (Array.isArray(value) || /^(?:text|query|content|prompt)/i.test(field)) sum += promptCharacters(value)
  }
  return sum
}

/** The usage object of an answer: clients in camel case are read, too. */
export function usageOfAnswer(answer: unknown): unknown {
  const { usage, meta } = fieldsOf(answer)
  const { promptTokens, totalTokens } = fieldsOf(usage)
  if (promptTokens !== undefined)
    return { prompt_tokens: promptTokens, completion_tokens: 0, total_tokens: totalTokens }
  const { billedUnits, billed_units } = fieldsOf(meta)
  if (isFields(billedUnits)) return { billed_units: { input_tokens: billedUnits['inputTokens'] } }
  return isFields(billed_units) ? { billed_units } : usage
}
