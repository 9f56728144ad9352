import { fieldsOf } from '../fields.ts'

const tailLength = 48
const sampleLength = 24
const samples = 6
const earlierTexts = 3

/**
 * Short pieces of a prompt as they stand in a JSON body, the end of the last message first: what tells the
 * requests of one moment apart. The others are spread over the last message and end the ones before it,
 * because prompts made from a template end alike. Empty when the prompt has no text.
 */
export function promptMarks(prompt: unknown): readonly string[] {
  const texts = lastTexts(prompt, [])
  const [last, ...earlier] = texts
  if (last === undefined) return []
  const marks = [markOf(last, last.length - tailLength, tailLength)]
  for (let index = 0; index < samples && last.length > tailLength; index += 1)
    marks.push(markOf(last, Math.floor((index * (last.length - tailLength)) / samples), sampleLength))
  for (const text of earlier) marks.push(markOf(text, text.length - sampleLength, sampleLength))
  return marks
}

// A piece must not begin or end inside a surrogate pair: JSON would write the half differently.
function markOf(text: string, from: number, length: number): string {
  const start = Math.max(0, from)
  const piece = text
    .slice(start, start + length)
    .replace(/^[\uDC00-\uDFFF]/, '')
    .replace(/[\uD800-\uDBFF]$/, '')
  // A new string: a slice would keep the whole prompt alive.
  return JSON.stringify(piece).slice(1, -1)
}

function lastTexts(prompt: unknown, texts: string[]): readonly string[] {
  if (typeof prompt === 'string') {
    if (prompt !== '') texts.push(prompt)
  } else if (Array.isArray(prompt)) {
    for (let index = prompt.length - 1; index >= 0 && texts.length <= earlierTexts; index -= 1)
      lastTexts(prompt[index], texts)
  } else {
    const { content, text } = fieldsOf(prompt)
    lastTexts(content ?? (typeof text === 'string' ? text : ''), texts)
  }
  return texts
}
