import { createContext, type CaptureContext } from '../capture/context.ts'
import { stateOf } from '../capture/shared-state.ts'
import type { TokentollOptions } from '../options.ts'
import { at, isFields, textAt } from '../shapes/fields.ts'
import { charactersOfPrompt } from '../usage/estimate-tokens.ts'
import { requestedTier } from '../usage/requested-tier.ts'
import { resultEnd } from '../usage/result-end.ts'
import { endEventCall, failEventCalls, openEventCall } from './event-calls.ts'
import { hintsOfEvent } from './event-hints.ts'
import { captureLanguageCall, charactersOfCall, type LanguageCallEvent } from './language-call.ts'
import { createOperations, type Operation } from './operations.ts'
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
  /** Version 6 only; the same event of version 7 is ignored. */
  onStepFinish(event: unknown): void
  onObjectStepStart(event: unknown): void
  onObjectStepEnd(event: unknown): void
  onEmbedStart(event: unknown): void
  onEmbedEnd(event: unknown): void
  onRerankStart(event: unknown): void
  executeLanguageModelCall<Result>(event: LanguageCallEvent<Result>): Promise<Result>
}

/**
 * An integration for one call's `telemetry: { integrations: [...] }`. Version 7 lets per-call integrations
 * replace the registered ones: a call that lists its own must list this one too.
 */
export function tokentollIntegration(options: TokentollOptions = {}): TokentollIntegration {
  const context = createContext(options)
  const meter = options.meter
  if (meter !== undefined) context.guard(() => void (stateOf(meter).listeners += 1))
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

  return {
    onStart: hook((event, callId) => {
      const hints = hintsOfEvent(context, event)
      const kind = mediaKind(event)
      const tier = requestedTier(at(event, 'providerOptions'))
      const nothing = hints.explicit === undefined && hints.ambient === undefined && tier === undefined
      if (nothing && kind === undefined) return
      const operation = operations.start(callId, hints, tier)
      if (kind !== undefined) openEventCall(context, operation, callId, event, kind, () => undefined)
    }),
    onEnd: hook((event, callId) => {
      const operation = end(callId)
      const parts = [at(event, 'usage'), at(event, 'providerMetadata'), at(event, 'response', 'headers')]
      endEventCall(operation, callId, parts, (spec) => resultEnd(spec, event, event))
      failEventCalls(operation, undefined)
    }),
    onError: hook((event, callId) => failEventCalls(end(callId), at(event, 'error'))),
    onAbort: hook((_event, callId) => void operations.end(callId)),
    onStepFinish: (event) => {
      context.guard(() => bookVersion6Step(context, event))
    },

    onObjectStepStart: hook((event, callId) =>
      openEventCall(context, operationOf(callId), 'object', event, 'language', () => charactersOfCall(event)),
    ),
    onObjectStepEnd: hook((event, callId) => {
      const response = at(event, 'response')
      const parts = [
        at(event, 'usage', 'raw'),
        at(event, 'providerMetadata'),
        at(response, 'headers'),
        response,
      ]
      endEventCall(operationOf(callId), 'object', parts, (spec) => resultEnd(spec, undefined, event))
    }),

    onEmbedStart: hook((event, callId) => {
      const id = textAt(event, 'embedCallId') ?? callId
      const characters = charactersOfPrompt(at(event, 'values'))
      openEventCall(context, operationOf(callId), id, event, 'embedding', () => characters || undefined)
    }),
    onEmbedEnd: hook((event, callId) => {
      const parts = [at(event, 'usage'), at(event, 'embeddings')]
      const id = textAt(event, 'embedCallId') ?? callId
      endEventCall(operationOf(callId), id, parts, (spec) => resultEnd(spec, undefined, event))
    }),

    onRerankStart: hook((event, callId) =>
      openEventCall(context, operationOf(callId), callId, event, 'rerank', () => undefined),
    ),

    executeLanguageModelCall: (event) =>
      captureLanguageCall(
        context,
        event,
        () => operations.get(event.callId) ?? { hints: hintsOfEvent(context, event) },
      ),
  }
}

// Operations that make one model call and tell of it by their start and end alone.
function mediaKind(event: unknown): 'speech' | 'transcription' | undefined {
  if (!isFields(event)) return undefined
  if (event['operationId'] === 'ai.generateSpeech') return 'speech'
  return event['operationId'] === 'ai.transcribe' ? 'transcription' : undefined
}
