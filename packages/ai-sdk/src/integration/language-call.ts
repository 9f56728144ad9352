import { captureCall } from '../capture/capture-call.ts'
import type { CallSpec } from '../capture/call-spec.ts'
import type { CaptureContext } from '../capture/context.ts'
import { settleResult } from '../capture/settle-result.ts'
import { settleStream } from '../capture/settle-stream.ts'
import { amountAt, at, textAt } from '../shapes/fields.ts'
import { charactersOfPrompt, charactersOfTools } from '../usage/estimate-tokens.ts'
import type { Operation } from './operations.ts'

/** What the SDK tells of a language model call when it hands it over to be made. */
export interface LanguageCallEvent<Result> {
  readonly callId: string
  readonly execute: () => PromiseLike<Result>
}

/** Books one attempt of a language model call, streamed or not, around the SDK's own `execute`. */
export function captureLanguageCall<Result>(
  context: CaptureContext,
  event: LanguageCallEvent<Result>,
  operation: () => Pick<Operation, 'hints'> & Partial<Operation>,
): Promise<Result> {
  return captureCall(context, () => specOf(event, operation()), {
    // No downgrade: the SDK fixed the model already. A wrapped model inside takes the budget's wish over.
    run: () => event.execute(),
    settle(result, booking) {
      if (at(result, 'stream') !== undefined) return settleStream(context, result, booking, event)
      settleResult(result, booking, event)
      return result
    },
  })
}

function specOf(event: unknown, operation: Pick<Operation, 'hints'> & Partial<Operation>): CallSpec {
  return {
    kind: 'language',
    byIntegration: true,
    model: {
      provider: textAt(event, 'provider') ?? 'unknown',
      modelId: textAt(event, 'modelId') ?? 'unknown',
    },
    streamed: false,
    hints: operation.hints,
    requestedServiceTier: operation.requestedServiceTier,
    inputCharacters: () => charactersOfCall(event),
    maxOutputTokens: amountAt(event, 'maxOutputTokens'),
  }
}

/** Characters of a prompt in an event; undefined when the call hides its inputs from telemetry. */
export function charactersOfCall(event: unknown): number | undefined {
  const characters =
    charactersOfPrompt(at(event, 'promptMessages') ?? at(event, 'messages')) +
    charactersOfPrompt(at(event, 'instructions') ?? at(event, 'system'))
  if (characters === 0) return undefined
  return characters + charactersOfTools(at(event, 'tools'))
}
