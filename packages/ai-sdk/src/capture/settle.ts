import { at, fieldsOf, isFields } from '../shapes/fields.ts'
import { resultEnd } from '../usage/result-end.ts'
import { bookingTap } from './booking-tap.ts'
import { claim, drop, end, isBookedInside, type Booking } from './booking.ts'
import type { CaptureContext } from './context.ts'
import { partsOfResult, partsOfStream } from './parts.ts'
import { tapStream } from './tap-stream.ts'

/**
 * Books what a call method returned. A stream books itself as it is read: the result is then a copy with a
 * tapped stream, or the same when a layer inside reads it already.
 */
export function settle<Result>(context: CaptureContext, result: Result, booking: Booking): Result {
  const { stream } = fieldsOf(result)
  if (isFields(result) && isStream(stream)) {
    if (isBookedInside(booking, 'success', partsOfStream, result)) {
      drop(booking)
      return result
    }
    const tapped = { ...result, stream: tapStream(stream.getReader(), bookingTap(context, booking)) }
    if (booking.parent !== undefined) {
      claim(booking, partsOfStream(result))
      claim(booking, [tapped, tapped.stream])
    }
    return tapped
  }
  settleResult(result, booking)
  return result
}

function settleResult(result: unknown, booking: Booking): void {
  // A transcription model says by it that it cannot read the address: it was not asked.
  if (result === undefined) return drop(booking)
  if (isBookedInside(booking, 'success', partsOfResult, result)) return drop(booking)
  const ending = resultEnd(booking.spec, result)
  const cached = isFromCache(booking, result)
  end(booking, 'success', cached ? { ...ending, cached } : ending, partsOfResult, result)
}

// A cache inside answers with what the provider gave before: the result itself or, below an integration, the
// SDK's copy of it with the same `response`. One without an id may be a constant of somebody's test.
function isFromCache({ state }: Booking, result: unknown): boolean {
  const response = at(result, 'response')
  return isFields(response) && response['id'] !== undefined && state.booked.remember(response)
}

// Not `instanceof`: a polyfill or another realm has streams of its own.
function isStream(value: unknown): value is ReadableStream<unknown> {
  return value !== undefined && typeof at(value, 'getReader') === 'function'
}
