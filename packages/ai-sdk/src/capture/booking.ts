import type { CallEnd, CallOutcome, Meter, OpenCall, Reservation } from '@tokentoll/core'
import { joinHints, type AttributionHints } from '../attribution/attribution-hints.ts'
import { announce, announcePrompt } from './announcements.ts'
import { callStart, type CallSpec } from './call-spec.ts'
import { addObjects, isObject, type PartsOf } from './parts.ts'
import { integrationsOf, stateOf, type MeterState } from './shared-state.ts'

/**
 * One call of a model on its way into the books, and the scope in which its provider is asked. A second layer
 * around the same model (middleware, wrapped model, integration) runs inside the first one's scope: the
 * inner one books, the outer one sees by the parts of the result that it was booked.
 */
export interface Booking {
  readonly meter: Meter
  readonly state: MeterState
  readonly spec: CallSpec
  /** The call around this one that the same meter sees. */
  readonly parent: Booking | undefined
  readonly hints: AttributionHints
  /** An integration opened this call, or one around it. */
  readonly inIntegration: boolean
  /** Raw stream chunks were asked for by us, here or in a layer around: whoever reads the stream drops them. */
  readonly hidesRaw: boolean
  open: OpenCall
  /** What is held for this call; undefined too when a layer inside has taken it over. */
  reservation: Reservation | undefined
  /** The budgets were asked for this call, and no layer inside has taken the answer over. */
  asked: boolean
  ended: boolean
  /** Parts of results that a layer inside has booked, or is about to. */
  bookedInside: Set<object> | undefined
  /** How the last call of the same kind inside ended. */
  lastInside: CallOutcome | undefined
  /** The cheaper model a budget asked for, for the layer inside that can call it. */
  downgradeTo: string | undefined
}

/** What surrounds a call. */
export interface BookingOptions {
  readonly parent?: Booking | undefined
  /** The budgets' answer; undefined when they were not asked. */
  readonly held?: HeldAmount | undefined
  /** The model that is called instead of the one that was asked for. */
  readonly answering?: string | undefined
}

/** The budgets' answer to a call: asked once, even where nothing had to be held. */
export interface HeldAmount {
  readonly reservation: Reservation | undefined
}

/** Opens a call: takes attribution and time now, in the caller's context. */
export function openBooking(meter: Meter, spec: CallSpec, options: BookingOptions): Booking {
  const { parent, held, answering } = options
  const state = stateOf(meter)
  const hints = parent === undefined ? spec.hints : joinHints(spec.hints, parent.hints)
  const sameCall = parent !== undefined && parent.spec.kind === spec.kind
  const booking: Booking = {
    meter,
    state,
    spec: answering === undefined ? spec : { ...spec, model: { ...spec.model, modelId: answering } },
    parent,
    hints,
    inIntegration: spec.byIntegration || (parent !== undefined && parent.inIntegration),
    hidesRaw: spec.hidesRaw || (sameCall && parent.hidesRaw),
    open: meter.start(callStart(spec, hints), held?.reservation),
    reservation: held?.reservation,
    asked: held !== undefined,
    ended: false,
    bookedInside: undefined,
    lastInside: undefined,
    downgradeTo: undefined,
  }
  if (!booking.inIntegration && integrationsOf().listeners > 0) announcePrompt(state, spec.prompt)
  return booking
}

/** The nearest call around the running one that the same meter sees. */
export function enclosing(candidate: Booking | undefined, meter: Meter): Booking | undefined {
  let booking = candidate
  while (booking !== undefined && booking.meter !== meter) booking = booking.parent
  return booking
}

/** Hands the budgets' answer to a layer inside, which answers for it from then on. */
export function takeHeld(booking: Booking): HeldAmount | undefined {
  if (!booking.asked) return undefined
  booking.asked = false
  const { reservation, meter, spec, hints, open } = booking
  if (reservation === undefined) return { reservation }
  booking.reservation = undefined
  booking.open = meter.start(callStart(spec, hints, open.startedAt))
  return { reservation }
}

/** Says that these parts belong to a call that is being booked here, before it has ended. */
export function claim(booking: Booking, parts: readonly unknown[]): void {
  for (let outer = booking.parent; outer !== undefined; outer = outer.parent) {
    outer.bookedInside ??= new Set()
    addObjects(outer.bookedInside, parts)
  }
}

/**
 * True when a layer inside booked, or claimed, the call. An error or an abort has no result to know it by,
 * and errors may be copied on their way out: but a layer outside that fails right after the layer inside
 * failed is the same failure.
 */
export function isBookedInside(
  booking: Booking,
  outcome: CallOutcome,
  partsOf: PartsOf,
  source: unknown,
): boolean {
  if (outcome !== 'success' && booking.lastInside === outcome) return true
  const inside = booking.bookedInside
  return inside !== undefined && partsOf(source).some((part) => isObject(part) && inside.has(part))
}

/** Books the call. The parts of `source` are what outer layers and later events know it by. */
export function end(
  booking: Booking,
  outcome: CallOutcome,
  ending: CallEnd,
  partsOf: PartsOf,
  source: unknown,
): void {
  if (booking.ended) return
  booking.ended = true
  const { parent, state, spec } = booking
  try {
    booking.open.end(ending)
  } finally {
    const announces = !booking.inIntegration && integrationsOf().listeners > 0
    if (parent !== undefined || announces) {
      const parts = partsOf(source)
      claim(booking, parts)
      if (announces) announce(state, parts)
      if (parent?.spec.kind === spec.kind) parent.lastInside = outcome
    }
  }
}

/** Books an estimate of a call that may still end; a later `end` corrects it. */
export function estimate(booking: Booking, ending: CallEnd): void {
  if (booking.ended || booking.lastInside === 'abandoned') return
  const { parent, spec } = booking
  if (parent?.spec.kind === spec.kind) parent.lastInside = 'abandoned'
  booking.open.end({ ...ending, provisional: true })
}

/** Leaves the call to the layer inside, or to nobody: what was held for it is given back. */
export function drop(booking: Booking): void {
  if (booking.ended) return
  booking.ended = true
  if (booking.reservation !== undefined) booking.meter.release(booking.reservation)
}
