import type { CallOperation, CallStart } from '@tokentoll/core'
import { mergeHints, type AttributionHints } from '../attribution/attribution-hints.ts'
import type { ModelIdentity, ModelKind } from '../shapes/model.ts'

/** What is known of a call before it is made. */
export interface CallSpec {
  readonly kind: ModelKind
  readonly model: ModelIdentity
  /** Undefined: nobody tells. */
  readonly streamed: boolean | undefined
  readonly hints: AttributionHints
  /** Parameters of the call, or the event that tells of it. */
  readonly input: unknown
  /** Characters of the input, for an estimate; asked only when one is needed. Undefined: not shown to us. */
  readonly countInput: (input: unknown) => number | undefined
  /** The prompt as the SDK made it, by which an event of the same call is known. */
  readonly prompt: unknown
  /** The caller's limit on output tokens, for reservations. */
  readonly maxOutputTokens: number | undefined
  readonly requestedServiceTier: string | undefined
  /** Raw stream chunks were asked for by us: keep them from the caller. */
  readonly hidesRaw: boolean
  /** The SDK's integration hooks tell of this call; no later event does. */
  readonly byIntegration: boolean
  /** The user's abort signal, to tell an abort from an error. */
  readonly abortSignal: AbortSignal | undefined
}

/** What the meter is told before the call; `hints` are those of the layers around it as well. */
export function callStart(spec: CallSpec, hints: AttributionHints, startedAt?: number): CallStart {
  return {
    provider: spec.model.provider,
    model: spec.model.modelId,
    operation: operationOf(spec.kind),
    integration: 'ai-sdk',
    attribution: mergeHints(hints),
    streamed: spec.streamed,
    startedAt,
    requestedServiceTier: spec.requestedServiceTier,
  }
}

/** Characters of a call's input; undefined when they are not shown to us. */
export function inputCharacters(spec: CallSpec): number | undefined {
  return spec.countInput(spec.input)
}

// What a kind of model is booked under.
function operationOf(kind: ModelKind): CallOperation {
  switch (kind) {
    case 'language':
      return 'chat'
    case 'embedding':
      return 'embeddings'
    case 'video':
      return 'other'
    default:
      return kind
  }
}
