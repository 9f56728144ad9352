import { registerTokentoll } from '../integration/register.ts'
import type { TokentollOptions } from '../options.ts'
import { tokentollMiddleware } from '../wrap/middleware.ts'
import { wrapProvider } from '../wrap/wrap-provider.ts'
import type { ContractHost, ContractProviders } from './host.ts'

/** A way in under test. */
export type WayName = 'middleware' | 'wrapped' | 'registered' | 'all three'

/** The ways in, as columns of the coverage page. */
export const wayNames: readonly WayName[] = ['middleware', 'wrapped', 'registered', 'all three']

/** A way in, opened for one test. */
export interface OpenWay {
  /** The model of a client, prepared for the way. */
  model(
    pick: (providers: ContractProviders) => object,
    kind?: 'language' | 'embedding' | 'image' | 'other',
  ): object
  close(): void
}

/** True when the major of the SDK offers the way at all. */
export function offers(host: ContractHost, way: WayName): boolean {
  return host.major > 5 || way === 'middleware' || way === 'wrapped'
}

/** Opens a way in over the given clients. Kinds that a major has no middleware for are wrapped. */
export function openWay(
  host: ContractHost,
  way: WayName,
  providers: ContractProviders,
  options: TokentollOptions,
): OpenWay {
  const registered = way === 'registered' || way === 'all three'
  const registration = registered ? registerTokentoll(options) : undefined
  const clients = way === 'wrapped' || way === 'all three' ? wrapProviders(providers, options) : providers
  const layered = way === 'middleware' || way === 'all three'
  return {
    model(pick, kind = 'language') {
      const model = pick(clients)
      if (!layered) return model
      const middleware = tokentollMiddleware(options)
      if (kind === 'language') return host.wrapLanguage(model, middleware)
      if (kind === 'embedding')
        return host.wrapEmbedding?.(model, middleware) ?? wrapAlone(providers, options, pick)
      if (kind === 'image') return host.wrapImage?.(model, middleware) ?? wrapAlone(providers, options, pick)
      return wrapAlone(providers, options, pick)
    },
    close: () => registration?.unregister(),
  }
}

function wrapAlone(
  providers: ContractProviders,
  options: TokentollOptions,
  pick: (providers: ContractProviders) => object,
): object {
  return pick(wrapProviders(providers, options))
}

function wrapProviders(providers: ContractProviders, options: TokentollOptions): ContractProviders {
  return {
    openai: wrapProvider(providers.openai, options),
    anthropic: wrapProvider(providers.anthropic, options),
    google: wrapProvider(providers.google, options),
    cohere: providers.cohere === undefined ? undefined : wrapProvider(providers.cohere, options),
  }
}
