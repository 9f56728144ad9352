import { downgradedMethod, type FindModel } from '../budget/downgrade.ts'
import { captureCall } from '../capture/capture-call.ts'
import { createContext, type CaptureContext } from '../capture/context.ts'
import { languageSpec } from '../capture/language-spec.ts'
import { settleGenerate } from '../capture/settle-generate.ts'
import { settleStream } from '../capture/settle-stream.ts'
import type { TokentollOptions } from '../options.ts'
import { at } from '../shapes/fields.ts'
import { kindOfGenerate, type ModelIdentity } from '../shapes/model.ts'
import { captureEmbed } from './capture-embed.ts'
import { captureMedia } from './capture-media.ts'
import { prepareParams } from './prepare-params.ts'

type CallMethod = (this: void, params: object) => PromiseLike<unknown>

/**
 * The same model, whose calls are booked: language, embedding, image, speech, transcription, video or rerank
 * model of AI SDK 5, 6 or 7. Everything but its call methods is untouched.
 *
 * ```ts
 * const model = wrapModel(openai('gpt-4o'), { meter })
 * ```
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
      const method = capturing(context, model, key, bound, find) ?? bound
      methods.set(key, method)
      return method
    },
  })
}

function capturing(
  context: CaptureContext,
  target: object,
  key: PropertyKey,
  call: CallMethod,
  find: FindModel | undefined,
): CallMethod | undefined {
  const model = target as ModelIdentity
  switch (key) {
    case 'doStream':
      return (params) => {
        const prepared = context.guard(() => prepareParams(context, params, true))
        const ready = prepared?.params ?? params
        return captureCall(context, () => languageSpec(context, model, ready, true, prepared?.hints), {
          canDowngrade: find !== undefined,
          run: (downgradeTo) => ask(key, downgradeTo, ready),
          settle: (result, booking) =>
            settleStream(context, result, booking, {
              tools: at(ready, 'tools'),
              hideRaw: prepared?.hideRaw ?? false,
            }),
        })
      }
    case 'doGenerate':
      return (params) => {
        const prepared = context.guard(() => prepareParams(context, params, false))
        const ready = prepared?.params ?? params
        const kind = context.guard(() => kindOfGenerate(target, ready)) ?? 'language'
        if (kind !== 'language')
          return captureMedia(context, kind, model, ready, () => call(ready), prepared?.hints)
        return captureCall(context, () => languageSpec(context, model, ready, false, prepared?.hints), {
          canDowngrade: find !== undefined,
          run: (downgradeTo) => ask(key, downgradeTo, ready),
          settle: (result, booking) => {
            settleGenerate(result, booking, at(ready, 'tools'))
            return result
          },
        })
      }
    case 'doEmbed':
      return (params) => {
        const prepared = context.guard(() => prepareParams(context, params, false))
        const ready = prepared?.params ?? params
        return captureEmbed(context, model, ready, () => call(ready), prepared?.hints)
      }
    case 'doRerank':
      return (params) => {
        const prepared = context.guard(() => prepareParams(context, params, false))
        const ready = prepared?.params ?? params
        return captureMedia(context, 'rerank', model, ready, () => call(ready), prepared?.hints)
      }
    default:
      return undefined
  }

  function ask(
    method: 'doGenerate' | 'doStream',
    downgradeTo: string | undefined,
    params: object,
  ): PromiseLike<unknown> {
    const cheaper =
      downgradeTo === undefined ? undefined : downgradedMethod(context, find, model, method, downgradeTo)
    return cheaper === undefined ? call(params) : cheaper(params)
  }
}
