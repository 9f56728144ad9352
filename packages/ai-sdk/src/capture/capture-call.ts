import { isRefusal, type Reservation } from '@tokentoll/core'
import { holdAmount, unasked } from '../budget/hold-amount.ts'
import { openBooking, type Booking } from './booking.ts'
import { enclosingScope } from './call-scope.ts'
import type { CallSpec } from './call-spec.ts'
import type { CaptureContext } from './context.ts'
import { failureOf } from './failure.ts'
import { scopeStorage } from './shared-state.ts'

/** How a captured call is made and what is read from its result. */
export interface CaptureSteps<Result> {
  /** Asks the provider. */
  readonly run: () => PromiseLike<Result>
  /** Asks the cheaper model that a budget wants instead; undefined when it cannot be called from here. */
  readonly downgrade?: ((modelId: string) => (() => PromiseLike<Result>) | undefined) | undefined
  /** Books the result, or hands on a result that books itself as it is read. */
  readonly settle: (result: Result, booking: Booking) => Result
}

/**
 * Makes one call of a model and books it. What the provider returns or throws reaches the caller unchanged;
 * of ours only a budget's refusal does, and then the provider was not asked.
 */
export async function captureCall<Result>(
  context: CaptureContext,
  makeSpec: () => CallSpec,
  steps: CaptureSteps<Result>,
): Promise<Result> {
  const meter = context.meter()
  const spec = meter === undefined ? undefined : context.guard(makeSpec)
  if (meter === undefined || spec === undefined) return steps.run()
  const parent = context.guard(() => enclosingScope(scopeStorage().getStore(), meter))
  const gated = context.guard(() => meter.gate !== undefined) === true
  const { held, downgradeTo } = gated ? await holdAmount(context, meter, spec, parent) : unasked
  const cheaper = downgradeTo === undefined ? undefined : context.guard(() => steps.downgrade?.(downgradeTo))
  const answering = cheaper === undefined ? undefined : downgradeTo
  const booking = context.guard(() => openBooking(context, meter, spec, { parent, held, answering }))
  const run = cheaper ?? steps.run
  if (booking === undefined) {
    if (held?.reservation !== undefined) context.guard(() => meter.release(held.reservation as Reservation))
    return run()
  }
  // A layer inside may have the means that this one lacks.
  if (cheaper === undefined) booking.scope.downgradeTo = downgradeTo
  let result: Result
  try {
    result = await scopeStorage().run(booking.scope, run)
  } catch (error) {
    context.guard(() => settleFailure(error, booking))
    throw error
  }
  try {
    return steps.settle(result, booking)
  } catch (error) {
    context.report(error)
    context.guard(() => booking.end([], 'success', () => ({ outcome: 'success' })))
    return result
  }
}

function settleFailure(error: unknown, booking: Booking): void {
  // A budget inside refused: that is booked, and nobody was asked.
  if (isRefusal(error)) return booking.drop()
  const failure = failureOf(error, booking.spec)
  booking.end([error], failure.outcome, () => failure)
}
