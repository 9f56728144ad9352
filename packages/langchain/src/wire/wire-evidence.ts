import { describeError } from '@tokentoll/core'
import { countOf, fieldsOf } from '../fields.ts'
import type { Answer } from '../end/answer.ts'
import { isAbort } from '../end/is-abort.ts'
import type { WireCall } from './wire-call.ts'

/** What a run knows of its own answer, as a test of whether a request can be the run's. */
export type WireEvidence = (call: WireCall) => boolean

/** A run that answered: read to its end, and with the counts that LangChain handed out where it did. */
export function evidenceOfAnswer(answer: Answer): WireEvidence {
  const { promptTokens, completionTokens } = fieldsOf(answer.llmOutput['tokenUsage'])
  const input = positive(answer.usageMetadata?.['input_tokens']) ?? positive(promptTokens)
  const output = positive(answer.usageMetadata?.['output_tokens']) ?? positive(completionTokens)
  return (call) => {
    if (call.state !== 'complete') return false
    const usage = fieldsOf(call.usage)
    const sent = countOf(usage['promptTokenCount'] ?? usage['prompt_tokens'] ?? usage['input_tokens'])
    if (input !== undefined && sent !== undefined && sent !== input) return false
    return output === undefined || mayHaveWritten(usage, output)
  }
}

// Some classes leave thoughts out of the output, others count them in.
function mayHaveWritten(usage: ReturnType<typeof fieldsOf>, output: number): boolean {
  const written = countOf(
    usage['candidatesTokenCount'] ?? usage['completion_tokens'] ?? usage['output_tokens'],
  )
  const thoughts = countOf(usage['thoughtsTokenCount']) ?? 0
  return written === undefined || output === written || output === written + thoughts
}

/** A run that failed: a request that answered well is another run's, or the failure came after it. */
export function evidenceOfFailure(error: unknown): WireEvidence {
  const { status } = describeError(error)
  if (status !== undefined) return (call) => call.state === 'refused' && (call.status ?? status) === status
  if (isAbort(error)) return isCutOff
  return (call) => call.state !== 'open' || call.signal?.aborted === true
}

/** A run that nobody finished: anything but a refusal. */
export const evidenceOfSilence: WireEvidence = (call) => call.state !== 'refused'

// LangChain may report the abort before the fetch does.
function isCutOff(call: WireCall): boolean {
  return call.state === 'broken' || (call.state === 'open' && call.signal?.aborted === true)
}

function positive(value: unknown): number | undefined {
  const count = countOf(value)
  return count === 0 ? undefined : count
}
