import { captureCall } from '../capture/capture-call.ts'
import type { CaptureContext } from '../capture/context.ts'
import { settleResult } from '../capture/settle-result.ts'
import { settleStream } from '../capture/settle-stream.ts'
import type { CallMethodName, ModelIdentity } from '../shapes/model.ts'
import { kindOfCall } from '../shapes/model.ts'
import type { PreparedParams } from './prepare-params.ts'
import { specOfParams } from './spec-of-params.ts'

/** One call of a model's call method, about to be made. */
export interface MethodCall<Result> {
  readonly method: CallMethodName
  readonly model: ModelIdentity & object
  readonly prepared: PreparedParams<object>
  /** Asks the model itself. */
  readonly proceed: () => PromiseLike<Result>
  /** The way to ask the cheaper model instead; undefined where none can be found. */
  readonly downgrade?: ((modelId: string) => (() => PromiseLike<Result>) | undefined) | undefined
}

/** Books one call of any call method of any model. */
export function captureMethod<Result>(context: CaptureContext, call: MethodCall<Result>): Promise<Result> {
  const { method, model, prepared, proceed, downgrade } = call
  const { params, hints, hideRaw } = prepared
  const streams = method === 'doStream'
  return captureCall(
    context,
    () => ({
      ...specOfParams(kindOfCall(method, model, params), model, params, streams, hints),
      hidesRaw: hideRaw,
    }),
    {
      run: proceed,
      downgrade,
      settle(result, booking) {
        if (streams) return settleStream(context, result, booking, params)
        settleResult(result, booking, params)
        return result
      },
    },
  )
}
