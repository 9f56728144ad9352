import { describeError, type CallEnd } from '@tokentoll/core'
import { estimatedTokens } from '../start/prompt-characters.ts'
import { fieldsOf, firstText } from '../fields.ts'
import {
  answerOf,
  finishReasonOf,
  responseIdOf,
  responseModelOf,
  serviceTierOf,
  type Answer,
} from './answer.ts'
import { usageOf, type UsageContext } from './usage-of.ts'

/** A finished run as the meter takes it. */
export function readEnd(output: unknown, extraParams: unknown, context: UsageContext): CallEnd {
  const answer = answerOf(output)
  return fieldsOf(extraParams)['cached'] === true ? readCached(answer, context) : readAnswer(answer, context)
}

/** An answer that the provider gave for this call. */
export function readAnswer(answer: Answer, context: UsageContext): CallEnd {
  const found = usageOf(answer, context)
  return {
    outcome: 'success',
    ...(found === undefined
      ? {}
      : {
          usage: found.usage,
          usageSource: found.source,
          usageConfidence: found.confidence,
          flags: found.flags,
          reportedCostUsd: found.reportedCostUsd,
          region: found.region,
          parts: partsOf(found.parts, responseModelOf(answer)),
        }),
    serviceTier: found?.serviceTier ?? serviceTierOf(answer),
    model: responseModelOf(answer),
    responseId: responseIdOf(answer),
    finishReason: finishReasonOf(answer),
  }
}

// Parts without a model of their own ran on the model that answered.
function partsOf(parts: CallEnd['parts'], model: string | undefined): CallEnd['parts'] {
  if (parts === undefined || model === undefined) return parts
  return parts.map((part) => (part.model === '' ? { ...part, model } : part))
}

// LangChain's response cache zeroes usage_metadata but leaves the old raw usage: what the call would have
// cost. Without a response id, because that id was booked by the call that filled the cache.
function readCached(answer: Answer, context: UsageContext): CallEnd {
  const { responseId: _, ...end } = readAnswer({ ...answer, usageMetadata: undefined }, context)
  return { ...end, cached: true }
}

/** A run that failed or was aborted. */
export function readFailure(error: unknown, promptCharacters: number): CallEnd {
  const described = describeError(error)
  if (isAbort(error)) return { outcome: 'aborted', error: described, ...estimate(promptCharacters) }
  if (described.status === undefined && wasCutOff(error))
    return { outcome: 'error', error: described, ...estimate(promptCharacters) }
  return { outcome: 'error', error: described }
}

/** A stream that nobody finished reading: the prompt was paid for, the output is unknown. */
export function readAbandoned(promptCharacters: number): CallEnd {
  return { outcome: 'abandoned', ...estimate(promptCharacters) }
}

function estimate(promptCharacters: number): CallEnd {
  return {
    usage: { inputTokens: estimatedTokens(promptCharacters) },
    usageSource: 'estimate',
    usageConfidence: 'estimated',
    flags: ['partial_output'],
  }
}

function isAbort(error: unknown): boolean {
  const { name, message, code } = fieldsOf(error)
  return (
    firstText(name)?.endsWith('AbortError') === true ||
    code === 'ABORT_ERR' ||
    message === 'AbortError' ||
    message === 'Aborted' ||
    message === 'Request was aborted.'
  )
}

// What undici says when the server closes the connection in the middle of an answer.
function wasCutOff(error: unknown): boolean {
  const { message, code } = fieldsOf(error)
  return message === 'terminated' || code === 'ECONNRESET' || code === 'UND_ERR_SOCKET'
}
