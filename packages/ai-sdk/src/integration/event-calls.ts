import { describeError, isRefusal } from '@tokentoll/core'
import { isInCharge, takeAnnounced } from '../capture/announcements.ts'
import {
  drop,
  enclosing,
  end,
  estimate,
  isBookedInside,
  openBooking,
  type Booking,
} from '../capture/booking.ts'
import type { CallSpec } from '../capture/call-spec.ts'
import type { CaptureContext } from '../capture/context.ts'
import { failureOf } from '../capture/failure.ts'
import { partsOfError, partsOfResult } from '../capture/parts.ts'
import { scopeStorage, stateOf } from '../capture/shared-state.ts'
import { brokenEnd } from '../capture/stream-end.ts'
import { newStreamReading } from '../capture/stream-reading.ts'
import type { Watched } from '../capture/watch.ts'
import { at, textAt } from '../shapes/fields.ts'
import { providerName, type ModelKind } from '../shapes/model.ts'
import { resultEnd } from '../usage/result-end.ts'
import type { EventCall, Operation } from './operations.ts'

/** Opens a call that only events tell of. */
export function openEventCall(
  context: CaptureContext,
  operation: Operation,
  id: string,
  event: unknown,
  kind: ModelKind,
  countInput: CallSpec['countInput'] = () => undefined,
): void {
  const meter = context.meter()
  if (meter === undefined) return
  // Several integrations are told of the same call, each by an event of its own: the first one books it.
  const { openEvents } = stateOf(meter)
  const key = `${textAt(event, 'callId')}/${id}`
  if (openEvents.has(key)) return
  openEvents.add(key)
  const spec: CallSpec = {
    kind,
    model: modelOfEvent(event),
    // The events of `generateObject` and `streamObject` are the same.
    streamed: kind === 'language' ? undefined : false,
    hints: operation.hints,
    input: event,
    countInput,
    prompt: at(event, 'promptMessages'),
    maxOutputTokens: undefined,
    requestedServiceTier: operation.requestedServiceTier,
    hidesRaw: false,
    byIntegration: true,
    abortSignal: undefined,
  }
  const booking = openBooking(meter, spec, { parent: enclosing(scopeStorage().getStore(), meter) })
  const watched: Watched = {
    moved: false,
    lastMovedMs: performance.now(),
    abandonAfterMs: context.options.abandonAfterMs,
    abandon: () =>
      context.guard(() => {
        openEvents.delete(key)
        if (isInCharge(booking.state, spec.prompt)) drop(booking)
        else estimate(booking, brokenEnd(newStreamReading(), spec, 'abandoned'))
      }),
  }
  booking.state.watch.add(watched)
  operation.open.set(id, { key, booking, watched })
}

/** Ends it by an event that carries the fields of a result, unless a model layer booked the call. */
export function endEventCall(operation: Operation, id: string, event: unknown): void {
  const call = operation.open.get(id)
  if (call === undefined) return
  operation.open.delete(id)
  const { booking } = call
  close(call)
  if (isBookedByModel(booking, partsOfResult(event))) return drop(booking)
  end(booking, 'success', resultEnd(booking.spec, event), partsOfResult, event)
}

/** Ends what is still open when the operation failed; an answer that was no object was paid for all the same. */
export function failEventCalls(operation: Operation, error: unknown): void {
  for (const call of operation.open.values()) {
    const { booking } = call
    close(call)
    const last = at(error, 'lastError')
    // A budget refused it in a model layer: that is booked, and nobody was asked.
    if (isRefusal(last ?? error) || isBookedByModel(booking, [error, last])) drop(booking)
    else if (at(error, 'usage') !== undefined) failWithUsage(booking, error)
    else {
      const failure = failureOf(last ?? error, booking.spec)
      end(booking, failure.outcome, failure, partsOfError, error)
    }
  }
  operation.open.clear()
}

function close({ key, booking: { state }, watched }: EventCall): void {
  state.openEvents.delete(key)
  state.watch.remove(watched)
}

function failWithUsage(booking: Booking, error: unknown): void {
  if (isBookedByModel(booking, partsOfResult(error))) return drop(booking)
  const ending = { ...resultEnd(booking.spec, error), outcome: 'error', error: describeError(error) } as const
  end(booking, 'error', ending, partsOfResult, error)
}

function isBookedByModel(booking: Booking, parts: readonly unknown[]): boolean {
  return (
    takeAnnounced(booking.state, parts) ||
    isInCharge(booking.state, booking.spec.prompt) ||
    isBookedInside(booking, 'success', () => parts, undefined)
  )
}

/** The model that an event names. */
export function modelOfEvent(event: unknown): CallSpec['model'] {
  return {
    provider: providerName(textAt(event, 'provider') ?? 'unknown'),
    modelId: textAt(event, 'modelId') ?? 'unknown',
  }
}
