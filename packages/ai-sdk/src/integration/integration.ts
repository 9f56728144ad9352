import { createContext, type CaptureContext } from '../capture/context.ts'
import { integrationsOf } from '../capture/shared-state.ts'
import type { TokentollOptions } from '../options.ts'
import { at, isFields, textAt } from '../shapes/fields.ts'
import { charactersOfPrompt } from '../usage/estimate-tokens.ts'
import { requestedTier } from '../usage/requested-tier.ts'
import { endEventCall, failEventCalls, openEventCall } from './event-calls.ts'
import { hintsOfEvent } from './event-hints.ts'
import { captureLanguageCall, charactersOfEvent, type LanguageCallEvent } from './language-call.ts'
import { createOperations, type Operation } from './operations.ts'
import { withStepHook } from './step-hook.ts'
import { bookVersion6Step } from './version-6-step.ts'

/**
 * A telemetry integration of the AI SDK. Structural: it fits `Telemetry` of version 7 and
 * `TelemetryIntegration` of version 6. Events are `unknown`: they are read defensively, field by field.
 */
export interface TokentollIntegration {
  onStart(event: unknown): void
  onEnd(event: unknown): void
  onError(event: unknown): void
  onAbort(event: unknown): void
  /** Books in version 6 only, which tells of nothing else. Version 7 does not find it. */
  onStepFinish(event: unknown): void
  onObjectStepStart(event: unknown): void
  onObjectStepEnd(event: unknown): void
  onEmbedStart(event: unknown): void
  onEmbedEnd(event: unknown): void
  onRerankStart(event: unknown): void
  executeLanguageModelCall<Result>(event: LanguageCallEvent<Result>): PromiseLike<Result>
}

/**
 * An integration for one call's `telemetry: { integrations: [...] }`. Version 7 lets per-call integrations
 * replace the registered ones: a call that lists its own must list this one too.
 *
 * @throws TokentollError `invalid_option` for an `abandonAfterMs` that is no time above 0.
 */
export function tokentollIntegration(options: TokentollOptions = {}): TokentollIntegration {
  const context = createContext(options)
  context.guard(() => void (integrationsOf().listeners += 1))
  return createIntegration(context)
}

/** Makes the hooks; each is guarded, so that none can throw into the call. */
export function createIntegration(context: CaptureContext): TokentollIntegration {
  const operations = createOperations()
  const none: Operation = { hints: {}, requestedServiceTier: undefined, open: new Map() }

  const hook =
    (work: (event: unknown, callId: string) => void) =>
    (event: unknown): void => {
      context.guard(() => {
        const callId = textAt(event, 'callId')
        if (callId !== undefined) work(event, callId)
      })
    }
  const operationOf = (callId: string): Operation => operations.get(callId) ?? operations.start(callId, {})
  const end = (callId: string): Operation => operations.end(callId) ?? none

  const hooks: Omit<TokentollIntegration, 'onStepFinish'> = {
    onStart: hook((event, callId) => {
      const hints = hintsOfEvent(context, event)
      const kind = mediaKind(event)
      const tier = requestedTier(at(event, 'providerOptions'))
      const nothing = hints.explicit === undefined && hints.ambient === undefined && tier === undefined
      if (nothing && kind === undefined) return
      const operation = operations.start(callId, hints, tier)
      if (kind !== undefined) openEventCall(context, operation, callId, event, kind)
    }),
    onEnd: hook((event, callId) => {
      const operation = end(callId)
      endEventCall(operation, callId, event)
      failEventCalls(operation, undefined)
    }),
    onError: hook((event, callId) => failEventCalls(end(callId), at(event, 'error'))),
    onAbort: hook((event, callId) => failEventCalls(end(callId), abortOf(event))),
    onObjectStepStart: hook((event, callId) =>
      openEventCall(context, operationOf(callId), 'object', event, 'language', charactersOfEvent),
    ),
    onObjectStepEnd: hook((event, callId) => endEventCall(operationOf(callId), 'object', event)),

    onEmbedStart: hook((event, callId) => {
      const id = textAt(event, 'embedCallId') ?? callId
      openEventCall(context, operationOf(callId), id, event, 'embedding', charactersOfValues)
    }),
    onEmbedEnd: hook((event, callId) =>
      endEventCall(operationOf(callId), textAt(event, 'embedCallId') ?? callId, event),
    ),

    onRerankStart: hook((event, callId) =>
      openEventCall(context, operationOf(callId), callId, event, 'rerank'),
    ),

    executeLanguageModelCall: (event) =>
      captureLanguageCall(
        context,
        event,
        () => operations.get(event.callId) ?? { hints: hintsOfEvent(context, event) },
      ),
  }
  return withStepHook(hooks, (event: unknown) => {
    context.guard(() => bookVersion6Step(context, event))
  })
}

function abortOf(event: unknown): unknown {
  const reason = at(event, 'reason')
  return at(reason, 'name') === 'AbortError' ? reason : new DOMException('the call was aborted', 'AbortError')
}

// Undefined where the call hides its inputs from telemetry.
function charactersOfValues(event: unknown): number | undefined {
  return charactersOfPrompt(at(event, 'values')) || undefined
}

// Operations that make one model call and tell of it by their start and end alone.
function mediaKind(event: unknown): 'speech' | 'transcription' | undefined {
  if (!isFields(event)) return undefined
  if (event['operationId'] === 'ai.generateSpeech') return 'speech'
  return event['operationId'] === 'ai.transcribe' ? 'transcription' : undefined
}
