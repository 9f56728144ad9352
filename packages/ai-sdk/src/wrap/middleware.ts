import { downgradedMethod } from '../budget/downgrade.ts'
import { captureCall } from '../capture/capture-call.ts'
import { createContext } from '../capture/context.ts'
import { languageSpec } from '../capture/language-spec.ts'
import { settleGenerate } from '../capture/settle-generate.ts'
import { settleStream } from '../capture/settle-stream.ts'
import type { TokentollOptions } from '../options.ts'
import { at } from '../shapes/fields.ts'
import { kindOfGenerate, type ModelIdentity } from '../shapes/model.ts'
import { captureEmbed } from './capture-embed.ts'
import { captureMedia } from './capture-media.ts'
import { prepareParams, type PreparedParams } from './prepare-params.ts'

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
  wrapGenerate<Result>(options: {
    readonly doGenerate: () => PromiseLike<Result>
    readonly params: object
    readonly model: ModelIdentity
  }): Promise<Result>
  wrapStream<Result>(options: {
    readonly doStream: () => PromiseLike<Result>
    readonly params: object
    readonly model: ModelIdentity
  }): Promise<Result>
  wrapEmbed<Result>(options: {
    readonly doEmbed: () => PromiseLike<Result>
    readonly params: object
    readonly model: ModelIdentity
  }): Promise<Result>
}

/**
 * Middleware that books every call of the models it wraps, each attempt and each step once.
 *
 * ```ts
 * const model = wrapLanguageModel({ model: openai('gpt-4o'), middleware: tokentollMiddleware({ meter }) })
 * ```
 *
 * A call that a budget refuses rejects with `QuotaExceededError` before the provider is asked; nothing else
 * of ours reaches the call.
 */
export function tokentollMiddleware(options: TokentollOptions = {}): TokentollMiddleware {
  const context = createContext(options)
  // What transformParams took out of the parameters, for the wrap method that gets them next.
  const prepared = new WeakMap<object, PreparedParams<object>>()

  return {
    specificationVersion: 'v4' as never,

    async transformParams(call) {
      const result = context.guard(() => prepareParams(context, call.params, call.type === 'stream'))
      if (result === undefined) return call.params
      prepared.set(result.params, result)
      return result.params
    },

    wrapGenerate(call) {
      const hints = prepared.get(call.params)?.hints
      const kind = context.guard(() => kindOfGenerate(call.model, call.params)) ?? 'language'
      if (kind !== 'language')
        return captureMedia(context, kind, call.model, call.params, call.doGenerate, hints)
      return captureCall(context, () => languageSpec(context, call.model, call.params, false, hints), {
        canDowngrade: options.downgrade !== undefined,
        run: (downgradeTo) => ask(call, 'doGenerate', downgradeTo, call.doGenerate),
        settle: (result, booking) => {
          settleGenerate(result, booking, at(call.params, 'tools'))
          return result
        },
      })
    },

    wrapStream(call) {
      const { hints, hideRaw = false } = prepared.get(call.params) ?? {}
      return captureCall(context, () => languageSpec(context, call.model, call.params, true, hints), {
        canDowngrade: options.downgrade !== undefined,
        run: (downgradeTo) => ask(call, 'doStream', downgradeTo, call.doStream),
        settle: (result, booking) =>
          settleStream(context, result, booking, { tools: at(call.params, 'tools'), hideRaw }),
      })
    },

    wrapEmbed: (call) =>
      captureEmbed(context, call.model, call.params, call.doEmbed, prepared.get(call.params)?.hints),
  }

  function ask<Result>(
    call: { readonly params: object; readonly model: ModelIdentity },
    method: string,
    downgradeTo: string | undefined,
    proceed: () => PromiseLike<Result>,
  ): PromiseLike<Result> {
    if (downgradeTo === undefined) return proceed()
    const cheaper = downgradedMethod(context, options.downgrade, call.model, method, downgradeTo)
    return cheaper === undefined ? proceed() : (cheaper(call.params) as PromiseLike<Result>)
  }
}
