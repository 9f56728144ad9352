import { describeError, type CallEnd, type CallOutcome } from '@tokentoll/core'
import { at } from '../shapes/fields.ts'
import { tokensOfCharacters } from '../usage/estimate-tokens.ts'
import { inputCharacters, type CallSpec } from './call-spec.ts'

/**
 * How a call that threw is booked. A provider bills no HTTP error; an aborted call it may well bill: its
 * input is booked as an estimate, and as none where the call was aborted before it could be sent.
 */
export function failureOf(
  error: unknown,
  spec: CallSpec,
  abortedBefore = false,
): CallEnd & { readonly outcome: CallOutcome } {
  const described = describeError(error)
  if (isAbort(error, spec)) {
    return {
      outcome: 'aborted',
      error: described,
      usage: {
        inputTokens: abortedBefore ? 0 : tokensOfCharacters(inputCharacters(spec)),
        outputTokens: 0,
      },
      usageSource: 'estimate',
      usageConfidence: 'estimated',
      flags: abortedBefore ? [] : ['partial_output'],
    }
  }
  return { outcome: 'error', error: described }
}

function isAbort(error: unknown, spec: CallSpec): boolean {
  const name = at(error, 'name')
  return (
    name === 'AbortError' ||
    name === 'ResponseAborted' ||
    (spec.abortSignal?.aborted === true && name !== 'AI_APICallError')
  )
}
