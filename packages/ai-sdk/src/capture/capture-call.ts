import { holdAmount } from '../budget/hold-amount.ts'
import { openBooking, type Booking } from './booking.ts'
import { enclosingScope } from './call-scope.ts'
import type { CallSpec } from './call-spec.ts'
import type { CaptureContext } from './context.ts'
import { failureOf } from './failure.ts'
import { scopeStorage } from './shared-state.ts'

/** How a captured call is made and what is read from its result. */
export interface CaptureSteps<Result> {
  /** Asks the provider; `downgradeTo` names the cheaper model that a budget asked for. */
  readonly run: (downgradeTo: string | undefined) => PromiseLike<Result>
  /** Books the result, or hands on a result that books itself as it is read. Its own failures are guarded. */
  readonly settle: (result: Result, booking: Booking) => Result
  /** True when `run` can call the cheaper model; else the layer inside is told. */
  readonly canDowngrade: boolean
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
  if (meter === undefined || spec === undefined) return steps.run(undefined)
  const parent = context.guard(() => enclosingScope(scopeStorage().getStore(), meter))
  const gated = context.guard(() => meter.gate !== undefined) === true
  const permission = gated ? await holdAmount(context, meter, spec, parent) : undefined
  const booking = context.guard(() => openBooking(context, meter, spec, parent, permission?.held))
  if (booking === undefined) {
    const reservation = permission?.held?.reservation
    if (reservation !== undefined) context.guard(() => meter.release(reservation))
    return steps.run(undefined)
  }
  const downgradeTo = permission?.downgradeTo
  if (!steps.canDowngrade) booking.scope.downgradeTo = downgradeTo
  let result: Result
  try {
    result = await scopeStorage().run(booking.scope, () =>
      steps.run(steps.canDowngrade ? downgradeTo : undefined),
    )
  } catch (error) {
    context.guard(() => {
      const failure = failureOf(error, spec)
      booking.end([error], failure.outcome, () => failure)
    })
    throw error
  }
  return context.guard(() => steps.settle(result, booking)) ?? result
}
