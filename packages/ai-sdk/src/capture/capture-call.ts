import { isRefusal, type Meter } from '@tokentoll/core'
import { holdAmount, unasked } from '../budget/hold-amount.ts'
import { drop, enclosing, end, isBookedInside, openBooking, type Booking } from './booking.ts'
import type { CallSpec } from './call-spec.ts'
import type { CaptureContext } from './context.ts'
import { failureOf } from './failure.ts'
import { partsOfError } from './parts.ts'
import { settle } from './settle.ts'
import { scopeStorage } from './shared-state.ts'

/** How a captured call is made. */
export interface CaptureSteps<Result> {
  /** Asks the provider. */
  readonly run: () => PromiseLike<Result>
  /** Asks the cheaper model that a budget wants instead; undefined when it cannot be called from here. */
  readonly downgrade?: ((modelId: string) => (() => PromiseLike<Result>) | undefined) | undefined
}

/**
 * Makes one call of a model and books it. What the provider returns or throws reaches the caller unchanged;
 * of ours only a budget's refusal does, and then the provider was not asked.
 */
export async function captureCall<Result>(
  context: CaptureContext,
  meter: Meter,
  spec: CallSpec,
  steps: CaptureSteps<Result>,
): Promise<Result> {
  const scopes = scopeStorage()
  const parent = enclosing(scopes.getStore(), meter)
  const { held, downgradeTo } = isGated(context, meter)
    ? await holdAmount(context, meter, spec, parent)
    : unasked
  const cheaper = downgradeTo === undefined ? undefined : context.guard(() => steps.downgrade?.(downgradeTo))
  const run = cheaper ?? steps.run
  let booking: Booking
  try {
    booking = openBooking(meter, spec, {
      parent,
      held,
      answering: cheaper === undefined ? undefined : downgradeTo,
    })
  } catch (error) {
    context.report(error)
    const reservation = held?.reservation
    if (reservation !== undefined) context.guard(() => meter.release(reservation))
    return run()
  }
  // A layer inside may have the means that this one lacks.
  if (cheaper === undefined) booking.downgradeTo = downgradeTo
  const abortedBefore = spec.abortSignal?.aborted === true
  let result: Result
  try {
    result = await scopes.run(booking, run)
  } catch (error) {
    context.guard(() => settleFailure(error, booking, abortedBefore))
    throw error
  }
  try {
    return settle(context, result, booking)
  } catch (error) {
    context.report(error)
    context.guard(() => end(booking, 'success', { outcome: 'success' }, partsOfError, undefined))
    return result
  }
}

function isGated(context: CaptureContext, meter: Meter): boolean {
  try {
    return meter.gate !== undefined
  } catch (error) {
    context.report(error)
    return false
  }
}

function settleFailure(error: unknown, booking: Booking, abortedBefore: boolean): void {
  // A budget inside refused: that is booked, and nobody was asked.
  if (isRefusal(error)) return drop(booking)
  const failure = failureOf(error, booking.spec, abortedBefore)
  if (isBookedInside(booking, failure.outcome, partsOfError, error)) return drop(booking)
  end(booking, failure.outcome, failure, partsOfError, error)
}
