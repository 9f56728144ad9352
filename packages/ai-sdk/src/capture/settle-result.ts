import { at } from '../shapes/fields.ts'
import { resultEnd } from '../usage/result-end.ts'
import type { Booking } from './booking.ts'

/** Books what a call method returned in one piece. */
export function settleResult(result: unknown, booking: Booking, params: unknown): void {
  // A transcription model says by it that it cannot read the address: it was not asked.
  if (result === undefined) return booking.drop()
  const response = at(result, 'response')
  const parts = [
    result,
    at(result, 'usage'),
    at(result, 'usage', 'raw'),
    at(result, 'providerMetadata'),
    response,
    at(response, 'headers'),
    at(response, 'body'),
    at(result, 'content'),
    at(result, 'embeddings'),
  ]
  booking.end(parts, 'success', () => resultEnd(booking.spec, params, result))
}
