import { takeAnnounced } from '../capture/announcements.ts'
import { callStart, type CallSpec } from '../capture/call-spec.ts'
import type { CaptureContext } from '../capture/context.ts'
import { stateOf } from '../capture/shared-state.ts'
import { at, isFields, textAt } from '../shapes/fields.ts'
import { providerName } from '../shapes/model.ts'
import { namedTier } from '../usage/named-tier.ts'
import { resultEnd } from '../usage/result-end.ts'
import { hintsOfEvent } from './event-hints.ts'

const farthestBackMs = 3_600_000

/**
 * Books a step of version 6, whose integrations see no model call but only each step's result. Version 7
 * sends the same event after the call was booked; its events carry a call id.
 */
export function bookVersion6Step(context: CaptureContext, event: unknown): void {
  if (!isFields(event) || at(event, 'callId') !== undefined || at(event, 'aiVersion') !== undefined) return
  const meter = context.meter()
  if (meter === undefined) return
  const state = stateOf(meter)
  const parts = [
    at(event, 'usage'),
    at(event, 'usage', 'raw'),
    at(event, 'providerMetadata'),
    at(event, 'response', 'headers'),
    at(event, 'response', 'body'),
  ]
  // A global and a per-call integration get the same event.
  if (state.seenEvents.has(event) || takeAnnounced(state, parts)) return
  state.seenEvents.add(event)
  const spec: CallSpec = {
    kind: 'language',
    model: {
      provider: providerName(textAt(event, 'model', 'provider') ?? 'unknown'),
      modelId: textAt(event, 'model', 'modelId') ?? 'unknown',
    },
    streamed: undefined,
    hints: hintsOfEvent(context, event),
    input: event,
    countInput: () => undefined,
    prompt: undefined,
    maxOutputTokens: undefined,
    requestedServiceTier: namedTier(textAt(event, 'request', 'body', 'service_tier')),
    hidesRaw: false,
    byIntegration: true,
    abortSignal: undefined,
  }
  meter.start(callStart(spec, spec.hints, startOf(event))).end(resultEnd(spec, event))
}

// Nothing tells when the step began; the provider's own time is nearer to it than the end.
function startOf(event: unknown): number | undefined {
  const timestamp = at(event, 'response', 'timestamp')
  if (!(timestamp instanceof Date)) return undefined
  const began = timestamp.getTime()
  const now = Date.now()
  return began <= now && now - began < farthestBackMs ? began : undefined
}
