import { isFields } from '../fields.ts'

/**
 * Characters of text in a prompt: a chat message, a list of them, or a legacy prompt string. Only lengths
 * are read, so the cost does not grow with the text, and nothing of the prompt is kept.
 */
export function promptCharacters(prompt: unknown): number {
  if (typeof prompt === 'string') return prompt.length
  if (Array.isArray(prompt)) {
    let sum = 0
    for (const part of prompt) sum += promptCharacters(part)
    return sum
  }
  if (!isFields(prompt)) return 0
  if ('content' in prompt) return promptCharacters(prompt['content'])
  return typeof prompt['text'] === 'string' ? prompt['text'].length : 0
}

/**
 * Input tokens that a prompt of so many characters has, roughly: four characters each, the rule of thumb of
 * OpenAI's documentation for English text.
 */
export function estimatedTokens(characters: number): number {
  return Math.ceil(characters / 4)
}
