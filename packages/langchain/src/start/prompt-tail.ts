import { fieldsOf } from '../fields.ts'

const tailLength = 48

/**
 * The end of the last message as it stands in a JSON body: what tells the requests of one moment apart.
 * Empty when the message has no text.
 */
export function promptTail(prompt: unknown): string {
  const text = lastText(prompt)
  // A tail must not begin inside a surrogate pair: JSON would write the half differently.
  const tail = text.slice(-tailLength).replace(/^[\uDC00-\uDFFF]/, '')
  // A new string: a slice would keep the whole prompt alive.
  return JSON.stringify(tail).slice(1, -1)
}

function lastText(prompt: unknown): string {
  if (typeof prompt === 'string') return prompt
  if (!Array.isArray(prompt)) {
    const { content, text } = fieldsOf(prompt)
    return typeof text === 'string' && content === undefined ? text : lastText(content ?? '')
  }
  for (let index = prompt.length - 1; index >= 0; index -= 1) {
    const text = lastText(prompt[index])
    if (text !== '') return text
  }
  return ''
}
