import type { Draw } from './draw.ts'

const sentences = [
  'The figures of the quarter are complete and agree with the ledger.',
  'Two clauses need a second reading before anyone signs.',
  'The request holds no personal data that has to be masked.',
  'Customers asked most often about invoices, exports and access rights.',
  'Retention is set to ninety days, which the policy allows.',
  'Three documents mention the supplier by name, one of them twice.',
  'Nothing in the message breaks the rules for outgoing mail.',
  'The next step is to confirm the delivery date with the warehouse.',
] as const

/** Longest text of an answer, however many tokens it claims to have. */
const longest = 16_000

/** English text of about four characters per token. */
export function sampleText(tokens: number, draw: Draw): string {
  const wanted = Math.min(longest, Math.max(4, tokens * 4))
  const start = Math.floor(draw.share('text') * sentences.length)
  let text = ''
  for (let at = start; text.length < wanted; at += 1) {
    text += (text === '' ? '' : ' ') + (sentences[at % sentences.length] ?? sentences[0])
  }
  return text.slice(0, wanted)
}
