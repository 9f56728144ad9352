import { isFields } from '../shapes/fields.ts'

// English prose and JSON run at about four characters per token on the tokenizers in use; the result is
// only ever booked as an estimate.
const charactersPerToken = 4

/** Tokens that so many characters are about; unknown stays unknown. */
export function tokensOfCharacters(characters: number): number
export function tokensOfCharacters(characters: number | undefined): number | undefined
export function tokensOfCharacters(characters: number | undefined): number | undefined {
  return characters === undefined ? undefined : Math.ceil(characters / charactersPerToken)
}

/** Characters of text in a prompt of the AI SDK: strings, messages and their text parts; media count nothing. */
export function charactersOfPrompt(prompt: unknown): number {
  if (typeof prompt === 'string') return prompt.length
  if (Array.isArray(prompt)) {
    let sum = 0
    for (const part of prompt) sum += charactersOfPrompt(part)
    return sum
  }
  if (!isFields(prompt)) return 0
  let sum = 0
  for (const key of ['content', 'text', 'input', 'output', 'value', 'result'] as const) {
    const value = prompt[key]
    if (value !== undefined) sum += charactersOfPrompt(value)
  }
  return sum
}

/** Characters of tool definitions: their schemas are part of the prompt that the provider bills. */
export function charactersOfTools(tools: unknown): number {
  return Array.isArray(tools) && tools.length > 0 ? JSON.stringify(tools).length : 0
}
