import { describeError, type CallEnd } from '@tokentoll/core'
import { isInCharge, openBooking, takeAwaited } from '../capture/booking.ts'
import { enclosingScope } from '../capture/call-scope.ts'
import type { CallSpec } from '../capture/call-spec.ts'
import type { CaptureContext } from '../capture/context.ts'
import { failureOf } from '../capture/failure.ts'
import { scopeStorage } from '../capture/shared-state.ts'
import { brokenEnd } from '../capture/stream-end.ts'
import { createStreamReading } from '../capture/stream-reading.ts'
import type { Watched } from '../capture/watch.ts'
import { at, textAt } from '../shapes/fields.ts'
import type { ModelKind } from '../shapes/model.ts'
import { resultEnd } from '../usage/result-end.ts'
import type { Operation } from './operations.ts'

/** Opens a call that only events tell of. */
export function openEventCall(
  context: CaptureContext,
  operation: Operation,
  id: string,
  event: unknown,
  kind: ModelKind,
  inputCharacters: () => number | undefined,
): void {
  const meter = context.meter()
  if (meter === undefined) return
  const spec: CallSpec = {
    kind,
    byIntegration: true,
    model: {
      provider: textAt(event, 'provider') ?? 'unknown',
      modelId: textAt(event, 'modelId') ?? 'unknown',
    },
    streamed: false,
    hints: operation.hints,
    requestedServiceTier: operation.requestedServiceTier,
    inputCharacters,
    prompt: at(event, 'promptMessages'),
  }
  const parent = enclosingScope(scopeStorage().getStore(), meter)
  const booking = openBooking(context, meter, spec, { parent })
  const watched: Watched = {
    lastMovedMs: performance.now(),
    abandonAfterMs: context.options.abandonAfterMs,
    abandon() {
      if (isInCharge(booking.state, spec.prompt)) booking.drop()
      else booking.estimate(() => brokenEnd(createStreamReading(), spec, 'abandoned'))
    },
  }
  booking.state.watch.add(watched)
  operation.open.set(id, { booking, watched })
}

/** Ends it, unless a model layer booked the call that `parts` belong to. */
export function endEventCall(
  operation: Operation,
  id: string,
  parts: readonly unknown[],
  makeEnd: (spec: CallSpec) => CallEnd,
): void {
  const call = operation.open.get(id)
  if (call === undefined) return
  operation.open.delete(id)
  const { booking } = call
  booking.state.watch.remove(call.watched)
  if (takeAwaited(booking.state, parts) || isInCharge(booking.state, booking.spec.prompt)) booking.drop()
  else booking.end(parts, 'success', () => makeEnd(booking.spec))
}

/** Ends what is still open when the operation failed; an answer that was no object was paid for all the same. */
export function failEventCalls(operation: Operation, error: unknown): void {
  for (const { booking, watched } of operation.open.values()) {
    booking.state.watch.remove(watched)
    const last = at(error, 'lastError')
    if (takeAwaited(booking.state, [error, last]) || isInCharge(booking.state, booking.spec.prompt)) {
      booking.drop()
      continue
    }
    const usage = at(error, 'usage')
    if (usage === undefined) {
      const failure = failureOf(last ?? error, booking.spec)
      booking.end([error], failure.outcome, () => failure)
      continue
    }
    const response = at(error, 'response')
    const parts = [usage, at(usage, 'raw'), at(response, 'headers'), response]
    if (takeAwaited(booking.state, parts)) booking.drop()
    else
      booking.end(parts, 'error', () => ({
        ...resultEnd(booking.spec, undefined, error),
        outcome: 'error',
        error: describeError(error),
      }))
  }
  operation.open.clear()
}
