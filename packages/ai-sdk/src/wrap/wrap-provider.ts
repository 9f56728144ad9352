import { createContext } from '../capture/context.ts'
import type { TokentollOptions } from '../options.ts'
import { isModel } from '../shapes/model.ts'
import { wrapWith } from './wrap-model.ts'

type Factory = (this: unknown, ...args: unknown[]) => unknown

/**
 * The same provider, every model of which is wrapped: `openai('gpt-4o')`, `openai.chat(...)`,
 * `openai.embedding(...)`, `provider.languageModel(...)`. When a budget asks for a cheaper model, the same
 * factory makes it.
 *
 * ```ts
 * const openai = wrapProvider(createOpenAI(), { meter })
 * ```
 *
 * @throws TokentollError `invalid_option` for an `abandonAfterMs` that is no time above 0.
 */
export function wrapProvider<Provider extends object>(
  provider: Provider,
  options: TokentollOptions = {},
): Provider {
  const context = createContext(options)
  const factories = new Map<PropertyKey, Factory>()

  const wrapping = (factory: Factory): Factory =>
    function (...args) {
      const made: unknown = factory.apply(provider, args)
      if (!isModel(made)) return made
      const again = (modelId: string): object | undefined => {
        const cheaper: unknown = factory.apply(provider, [modelId, ...args.slice(1)])
        return isModel(cheaper) ? cheaper : undefined
      }
      return wrapWith(context, made, options.downgrade ?? again)
    }

  return new Proxy(provider, {
    apply: (target, _self, args: unknown[]) => wrapping(target as Factory)(...args),
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      let factory = factories.get(key)
      if (factory === undefined) {
        factory = wrapping(value as Factory)
        factories.set(key, factory)
      }
      return factory
    },
  })
}
