import { isRefusal } from '@tokentoll/core'
import { at, isFields } from '../shapes/fields.ts'
import type { Booking } from './booking.ts'
import type { CaptureContext } from './context.ts'
import { brokenEnd, finishedEnd } from './stream-end.ts'
import { createStreamReading } from './stream-reading.ts'
import { tapStream, type StreamTap } from './tap-stream.ts'
import type { Watched } from './watch.ts'

/** A `doStream` result whose stream books the call as it is read; the same result when a layer inside does. */
export function settleStream<Result>(
  context: CaptureContext,
  result: Result,
  booking: Booking,
  params: unknown,
): Result {
  const stream = at(result, 'stream')
  if (!isFields(result) || !isStream(stream)) {
    booking.end([result], 'success', () => ({ outcome: 'success' }))
    return result
  }
  const known = [result, stream, result['response'], at(result, 'response', 'headers'), result['request']]
  if (booking.isBooked(known)) {
    booking.drop()
    return result
  }
  const tapped = { ...result, stream: tapStream(stream, bookingTap(context, booking, params)) }
  booking.claim([...known, tapped, tapped.stream])
  return tapped
}

// Not `instanceof`: a polyfill or another realm has streams of its own.
function isStream(value: unknown): value is ReadableStream<unknown> {
  return typeof at(value, 'getReader') === 'function'
}

function bookingTap(context: CaptureContext, booking: Booking, params: unknown): StreamTap {
  const { spec, scope, state } = booking
  const reading = createStreamReading()
  const watched: Watched = {
    lastMovedMs: performance.now(),
    abandonAfterMs: context.options.abandonAfterMs,
    abandon: () => booking.estimate(() => brokenEnd(reading, spec, 'abandoned')),
  }
  const close = (book: () => void): void => {
    state.watch.remove(watched)
    context.guard(book)
  }
  const closeBroken = (outcome: 'error' | 'aborted', error?: unknown): void =>
    close(() => booking.end([error], outcome, () => brokenEnd(reading, spec, outcome, error)))

  state.watch.add(watched)
  return {
    part(part) {
      watched.lastMovedMs = performance.now()
      context.guard(() => reading.take(part))
      const type = at(part, 'type')
      if (type === 'finish') {
        close(() => {
          const { finish } = reading
          const parts = [
            finish,
            at(finish, 'usage'),
            at(finish, 'usage', 'raw'),
            at(finish, 'providerMetadata'),
          ]
          const outcome = reading.error === undefined ? 'success' : 'error'
          booking.end(parts, outcome, () => finishedEnd(reading, spec, params))
        })
      }
      return !(scope.hidesRaw && type === 'raw')
    },
    // After `finish` the call is booked and this does nothing. Without it an error part may say why.
    done: () =>
      closeBroken('error', reading.error?.cause ?? new Error('the stream ended before it finished')),
    failed(error) {
      if (isRefusal(error)) return close(() => booking.drop())
      const aborted = spec.abortSignal?.aborted === true || at(error, 'name') === 'AbortError'
      closeBroken(aborted ? 'aborted' : 'error', error)
    },
    cancelled: () => closeBroken('aborted'),
  }
}
