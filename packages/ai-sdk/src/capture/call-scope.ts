import type { CallOutcome, Meter, Reservation } from '@tokentoll/core'
import type { AttributionHints } from '../attribution/attribution-hints.ts'
import type { ModelKind } from '../shapes/model.ts'

/**
 * A call of a model while its provider is being asked. A second layer around the same model (middleware,
 * wrapped model, integration) runs inside it and books the call; the outer one then sees that it was booked.
 */
export interface CallScope {
  readonly meter: Meter
  readonly kind: ModelKind
  readonly hints: AttributionHints
  readonly parent: CallScope | undefined
  /** An integration opened this call, or one around it. */
  readonly inIntegration: boolean
  /** Raw stream chunks were asked for by us, here or in a layer around: whoever reads the stream drops them. */
  readonly hidesRaw: boolean
  /** Objects of results that a layer inside has booked, or is about to. */
  readonly booked: Set<object>
  /** How the last call of the same kind inside ended. */
  lastInside: CallOutcome | undefined
  /** The cheaper model a budget asked for, for the layer inside that can call it. */
  downgradeTo: string | undefined
  /** Hands the held amount to a layer inside; it answers for it from then on. */
  takeReservation(): HeldAmount | undefined
}

/** An amount that was held for the call; the inner layer must not hold it again. */
export interface HeldAmount {
  readonly reservation: Reservation | undefined
}

/** The nearest call around this one that the same meter sees. */
export function enclosingScope(scope: CallScope | undefined, meter: Meter): CallScope | undefined {
  let candidate = scope
  while (candidate !== undefined && candidate.meter !== meter) candidate = candidate.parent
  return candidate
}
