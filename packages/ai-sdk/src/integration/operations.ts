import type { AttributionHints } from '../attribution/attribution-hints.ts'
import type { Booking } from '../capture/booking.ts'
import type { Watched } from '../capture/watch.ts'

/** A call that an event opened. */
export interface EventCall {
  /** By which other integrations that are told of it know that it is open. */
  readonly key: string
  readonly booking: Booking
  readonly watched: Watched
}

/** One operation of the SDK (`generateObject`, `embedMany`, ...) between its start and its end. */
export interface Operation {
  readonly hints: AttributionHints
  /** Service tier that the provider options ask for. */
  readonly requestedServiceTier: string | undefined
  /** Calls of this operation that events opened and have not ended, by their id. */
  readonly open: Map<string, EventCall>
}

/** The operations under way, by the SDK's call id. */
export interface Operations {
  start(callId: string, hints: AttributionHints, requestedServiceTier?: string): Operation
  get(callId: string): Operation | undefined
  end(callId: string): Operation | undefined
}

// An operation whose stream nobody reads never ends; the oldest makes room.
const most = 10_000

export function createOperations(): Operations {
  const all = new Map<string, Operation>()
  return {
    start(callId, hints, requestedServiceTier) {
      const operation = { hints, requestedServiceTier, open: new Map<string, EventCall>() }
      all.set(callId, operation)
      if (all.size > most) {
        for (const oldest of all.keys()) {
          all.delete(oldest)
          break
        }
      }
      return operation
    },
    get: (callId) => all.get(callId),
    end(callId) {
      const operation = all.get(callId)
      all.delete(callId)
      return operation
    },
  }
}
