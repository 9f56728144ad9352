import { captureCall } from '../capture/capture-call.ts'
import type { CallSpec } from '../capture/call-spec.ts'
import type { CaptureContext } from '../capture/context.ts'
import { amountAt, at } from '../shapes/fields.ts'
import { charactersOfPrompt, charactersOfTools } from '../usage/estimate-tokens.ts'
import { modelOfEvent } from './event-calls.ts'
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
): PromiseLike<Result> {
  const run = (): PromiseLike<Result> => event.execute()
  const meter = context.meter()
  if (meter === undefined) return run()
  let spec: CallSpec
  try {
    spec = specOf(event, operation())
  } catch (error) {
    context.report(error)
    return run()
  }
  // No downgrade: the SDK fixed the model already. A wrapped model inside takes the budget's wish over.
  return captureCall(context, meter, spec, { run })
}

function specOf(event: unknown, operation: Pick<Operation, 'hints'> & Partial<Operation>): CallSpec {
  return {
    kind: 'language',
    byIntegration: true,
    model: modelOfEvent(event),
    streamed: false,
    hints: operation.hints,
    requestedServiceTier: operation.requestedServiceTier,
    input: event,
    countInput: charactersOfEvent,
    prompt: undefined,
    maxOutputTokens: amountAt(event, 'maxOutputTokens'),
    hidesRaw: false,
    abortSignal: undefined,
  }
}

/** Characters of a prompt in an event; undefined when the call hides its inputs from telemetry. */
export function charactersOfEvent(event: unknown): number | undefined {
  const characters =
    charactersOfPrompt(at(event, 'promptMessages') ?? at(event, 'messages')) +
    charactersOfPrompt(at(event, 'instructions') ?? at(event, 'system'))
  if (characters === 0) return undefined
  return characters + charactersOfTools(at(event, 'tools'))
}
