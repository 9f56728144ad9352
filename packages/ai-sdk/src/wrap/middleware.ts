import { downgradedMethod } from '../budget/downgrade.ts'
import { createContext } from '../capture/context.ts'
import type { TokentollOptions } from '../options.ts'
import type { CallMethodName, ModelIdentity } from '../shapes/model.ts'
import { captureMethod } from './capture-method.ts'
import { prepareParams, type PreparedParams } from './prepare-params.ts'

/** What every wrap method of a middleware is given besides the call itself. */
export interface MiddlewareCall {
  readonly params: object
  readonly model: ModelIdentity
}

/**
 * Middleware of the AI SDK. Structural: it fits `wrapLanguageModel`, `wrapEmbeddingModel`, `wrapImageModel`
 * and `wrapProvider` of versions 5, 6 and 7 without importing any of them.
 */
export interface TokentollMiddleware {
  /** Fits the literal that each version of the SDK declares here; none of them reads it. */
  readonly specificationVersion: never
  transformParams<Params extends object>(options: {
    readonly type?: 'generate' | 'stream'
    readonly params: Params
    readonly model: ModelIdentity
  }): Promise<Params>
  wrapGenerate<Result>(
    options: MiddlewareCall & { readonly doGenerate: () => PromiseLike<Result> },
  ): Promise<Result>
  wrapStream<Result>(
    options: MiddlewareCall & { readonly doStream: () => PromiseLike<Result> },
  ): Promise<Result>
  wrapEmbed<Result>(
    options: MiddlewareCall & { readonly doEmbed: () => PromiseLike<Result> },
  ): Promise<Result>
}

/**
 * Middleware that books every call of the models it wraps: each attempt and each step once.
 *
 * ```ts
 * const model = wrapLanguageModel({ model: openai('gpt-4o'), middleware: tokentollMiddleware({ meter }) })
 * ```
 *
 * Caching middleware goes outside, and no integration is registered beside it: a cache inside would have most of
 * its answers booked as calls.
 *
 * A call that a budget refuses rejects with `QuotaExceededError` before the provider is asked; nothing else
 * of ours reaches the call. `streamText` tells it to `onError`: its promises reject with an error of the SDK.
 *
 * @throws TokentollError `invalid_option` for an `abandonAfterMs` that is no time above 0.
 */
export function tokentollMiddleware(options: TokentollOptions = {}): TokentollMiddleware {
  const context = createContext(options)
  // What transformParams took out of the parameters, for the wrap method that gets them next; nothing for most.
  const transformed = new WeakMap<object, PreparedParams<object>>()

  const capture = <Result>(
    method: CallMethodName,
    call: MiddlewareCall,
    proceed: () => PromiseLike<Result>,
  ): Promise<Result> => {
    const { params, model } = call
    const downgrade = (modelId: string): (() => PromiseLike<Result>) | undefined => {
      const cheaper = downgradedMethod(context, options.downgrade, model, method, modelId)
      return cheaper === undefined ? undefined : () => cheaper(params) as PromiseLike<Result>
    }
    return captureMethod(context, {
      method,
      model,
      prepared: transformed.get(params) ?? { params, hints: {}, hidesRaw: false },
      run: proceed,
      downgrade,
    })
  }

  return {
    specificationVersion: 'v4' as never,
    async transformParams(call) {
      const prepared = context.guard(() => prepareParams(context, call.params, call.type === 'stream'))
      if (prepared === undefined || prepared.params === call.params) return call.params
      transformed.set(prepared.params, prepared)
      return prepared.params
    },
    wrapGenerate: (call) => capture('doGenerate', call, call.doGenerate),
    wrapStream: (call) => capture('doStream', call, call.doStream),
    wrapEmbed: (call) => capture('doEmbed', call, call.doEmbed),
  }
}
