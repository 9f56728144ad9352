import { captureCall, type CaptureSteps } from '../capture/capture-call.ts'
import type { CallSpec } from '../capture/call-spec.ts'
import type { CaptureContext } from '../capture/context.ts'
import { kindOfCall, type CallMethodName, type ModelIdentity } from '../shapes/model.ts'
import type { PreparedParams } from './prepare-params.ts'
import { specOfParams } from './spec-of-params.ts'

/** One call of a model's call method, about to be made. */
export interface MethodCall<Result> extends CaptureSteps<Result> {
  readonly method: CallMethodName
  readonly model: ModelIdentity & object
  readonly prepared: PreparedParams<object>
}

/** Books one call of any call method of any model. */
export function captureMethod<Result>(context: CaptureContext, call: MethodCall<Result>): Promise<Result> {
  const { method, model, prepared } = call
  const meter = context.meter()
  if (meter === undefined) return Promise.resolve(call.run())
  let spec: CallSpec
  try {
    spec = specOfParams(kindOfCall(method, model, prepared.params), model, prepared, method === 'doStream')
  } catch (error) {
    context.report(error)
    return Promise.resolve(call.run())
  }
  return captureCall(context, meter, spec, call)
}
