import { isRefusal, type CallEnd, type CallOutcome } from '@tokentoll/core'
import { at, isFields } from '../shapes/fields.ts'
import { drop, end, estimate, isBookedInside, type Booking } from './booking.ts'
import type { CaptureContext } from './context.ts'
import { partsOfError, partsOfFinish } from './parts.ts'
import { brokenEnd, finishedEnd } from './stream-end.ts'
import { newStreamReading, takePart, type StreamReading } from './stream-reading.ts'
import type { StreamTap } from './tap-stream.ts'
import type { Watched } from './watch.ts'

/** Books a stream as it is read: at its `finish`, or however else it ends. None of its methods throws. */
export function bookingTap(context: CaptureContext, booking: Booking): StreamTap {
  const { spec, state, hidesRaw } = booking
  const reading = newStreamReading()
  const watched: Watched = {
    moved: false,
    lastMovedMs: performance.now(),
    abandonAfterMs: context.options.abandonAfterMs,
    abandon: () => context.guard(() => estimate(booking, brokenEnd(reading, spec, 'abandoned'))),
  }
  state.watch.add(watched)

  const close = (book: () => void): void => {
    state.watch.remove(watched)
    if (booking.ended) return
    context.guard(book)
    // Reading it failed: what is left is that the call was made.
    if (!booking.ended)
      context.guard(() => end(booking, 'success', bareEnd(reading), partsOfError, undefined))
  }
  const finish = (): void => {
    const outcome = reading.error === undefined ? 'success' : 'error'
    if (isBookedInside(booking, outcome, partsOfFinish, reading.finish)) return drop(booking)
    end(booking, outcome, finishedEnd(reading, spec), partsOfFinish, reading.finish)
  }
  const broken = (outcome: CallOutcome, error?: unknown): void => {
    if (isRefusal(error) || isBookedInside(booking, outcome, partsOfError, error)) return drop(booking)
    end(booking, outcome, brokenEnd(reading, spec, outcome, error), partsOfError, error)
  }

  return {
    part(part) {
      watched.moved = true
      try {
        if (!isFields(part)) return true
        const { type } = part
        takePart(reading, part)
        if (type === 'finish') close(finish)
        return !hidesRaw || type !== 'raw'
      } catch (error) {
        context.report(error)
        return true
      }
    },
    // After `finish` the call is booked and this does nothing. Without it an error part may say why.
    done: () =>
      close(() => broken('error', reading.error?.cause ?? new Error('the stream ended before it finished'))),
    failed(error) {
      const aborted = spec.abortSignal?.aborted === true || at(error, 'name') === 'AbortError'
      close(() => broken(aborted ? 'aborted' : 'error', error))
    },
    cancelled: () => close(() => broken('aborted')),
  }
}

function bareEnd(reading: StreamReading): CallEnd {
  const { responseId, responseModel } = reading
  return { outcome: 'success', streamed: true, responseId, model: responseModel }
}
