import { isRefusal } from '@tokentoll/core'
import { at, isFields } from '../shapes/fields.ts'
import type { Booking } from './booking.ts'
import type { CaptureContext } from './context.ts'
import { brokenEnd, finishedEnd } from './stream-end.ts'
import { createStreamReading } from './stream-reading.ts'
import { tapStream } from './tap-stream.ts'
import type { Watched } from './watch.ts'

/** How a stream was asked for. */
export interface StreamRequest {
  readonly tools: unknown
  /** The caller did not ask for raw chunks, we did: keep them. */
  readonly hideRaw: boolean
}

/** A `doStream` result whose stream books the call as it is read; the same result when a layer inside does. */
export function settleStream<Result>(
  context: CaptureContext,
  result: Result,
  booking: Booking,
  request: StreamRequest,
): Result {
  const stream = at(result, 'stream')
  if (!isFields(result) || !(stream instanceof ReadableStream)) {
    booking.drop()
    return result
  }
  const known = [result, stream, result['response'], at(result, 'response', 'headers'), result['request']]
  if (booking.isBooked(known)) {
    booking.drop()
    return result
  }
  const tapped = { ...result, stream: tapForBooking(context, stream, booking, request) }
  booking.claim([...known, tapped, tapped.stream])
  return tapped as Result
}

function tapForBooking(
  context: CaptureContext,
  stream: ReadableStream<unknown>,
  booking: Booking,
  request: StreamRequest,
): ReadableStream<unknown> {
  const { spec, state } = booking
  const reading = createStreamReading()

  const watched: Watched = {
    lastMovedMs: performance.now(),
    abandonAfterMs: context.options.abandonAfterMs,
    abandon: () => close(() => booking.end([], 'abandoned', () => brokenEnd(reading, spec, 'abandoned'))),
  }
  const close = (book: () => void): void => {
    state.watch.remove(watched)
    context.guard(book)
  }
  const finish = (): void => {
    const { finish } = reading
    const parts = [finish, at(finish, 'usage'), at(finish, 'usage', 'raw'), at(finish, 'providerMetadata')]
    const outcome = reading.error === undefined ? 'success' : 'error'
    close(() => booking.end(parts, outcome, () => finishedEnd(reading, spec, request.tools)))
  }
  const fail = (error: unknown): void => {
    if (isRefusal(error)) return close(() => booking.drop())
    const aborted = spec.abortSignal?.aborted === true || at(error, 'name') === 'AbortError'
    const outcome = aborted ? 'aborted' : 'error'
    close(() => booking.end([error], outcome, () => brokenEnd(reading, spec, outcome, error)))
  }

  state.watch.add(watched)
  return tapStream(stream, {
    part(part) {
      watched.lastMovedMs = performance.now()
      context.guard(() => reading.take(part))
      const type = at(part, 'type')
      if (type === 'finish') finish()
      return !(request.hideRaw && type === 'raw')
    },
    done() {
      // The usual way: `finish` came and the call is booked. Without it only an error part may say why.
      const { error } = reading
      close(() => {
        if (error === undefined) booking.end([], 'error', () => brokenEnd(reading, spec, 'error', noFinish()))
        else booking.end([error.cause], 'error', () => brokenEnd(reading, spec, 'error', error.cause))
      })
    },
    failed: fail,
    cancelled() {
      close(() => booking.end([], 'aborted', () => brokenEnd(reading, spec, 'aborted')))
    },
  })
}

function noFinish(): Error {
  return new Error('the stream ended without telling how it finished')
}
