import { downgradedMethod, type FindModel } from '../budget/downgrade.ts'
import { createContext, type CaptureContext } from '../capture/context.ts'
import type { TokentollOptions } from '../options.ts'
import { isCallMethod, kindOfCall, type CallMethodName, type ModelIdentity } from '../shapes/model.ts'
import { captureMethod } from './capture-method.ts'
import { prepareParams, type PreparedParams } from './prepare-params.ts'

type CallMethod = (this: void, params: object) => PromiseLike<unknown>

/**
 * The same model, whose calls are booked: language, embedding, image, speech, transcription, video or rerank
 * model of AI SDK 5, 6 or 7. Everything but its call methods is untouched.
 *
 * ```ts
 * const model = wrapModel(openai('gpt-4o'), { meter })
 * ```
 *
 * A call that a budget refuses rejects with `QuotaExceededError` before the provider is asked; nothing else
 * of ours reaches the call. `streamText` tells it to `onError`: its promises reject with an error of the SDK.
 *
 * @throws TokentollError `invalid_option` for an `abandonAfterMs` that is no time above 0.
 */
export function wrapModel<Model extends object>(model: Model, options: TokentollOptions = {}): Model {
  return wrapWith(createContext(options), model, options.downgrade)
}

/** Wraps with a context that is shared by all models of a provider. */
export function wrapWith<Model extends object>(
  context: CaptureContext,
  model: Model,
  find: FindModel | undefined,
): Model {
  const methods = new Map<PropertyKey, unknown>()
  // A proxy must show a frozen object's methods as they are; what only inherits from it is free.
  const target = Object.isFrozen(model) ? (Object.create(model) as Model) : model
  return new Proxy(target, {
    get(_target, key) {
      const value: unknown = Reflect.get(model, key, model)
      if (typeof value !== 'function') return value
      const known = methods.get(key)
      if (known !== undefined) return known
      // Bound to the model itself: its private fields are not reachable through a proxy.
      const bound = value.bind(model) as CallMethod
      const method = isCallMethod(key)
        ? capturing(context, model as ModelIdentity & object, key, bound, find)
        : bound
      methods.set(key, method)
      return method
    },
  })
}

function capturing(
  context: CaptureContext,
  model: ModelIdentity & object,
  method: CallMethodName,
  call: CallMethod,
  find: FindModel | undefined,
): CallMethod {
  return (given) => {
    const prepared = prepare(context, model, method, given)
    const downgrade = (modelId: string): (() => PromiseLike<unknown>) | undefined => {
      const cheaper = downgradedMethod(context, find, model, method, modelId)
      return cheaper === undefined ? undefined : () => cheaper(prepared.params)
    }
    return captureMethod(context, {
      method,
      model,
      prepared,
      run: () => call(prepared.params),
      downgrade,
    })
  }
}

function prepare(
  context: CaptureContext,
  model: object,
  method: CallMethodName,
  given: object,
): PreparedParams<object> {
  try {
    const streamsLanguage = method === 'doStream' && kindOfCall(method, model, given) === 'language'
    return prepareParams(context, given, streamsLanguage)
  } catch (error) {
    context.report(error)
    return { params: given, hints: {}, hidesRaw: false }
  }
}
