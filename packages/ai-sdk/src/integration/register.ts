import type { Meter } from '@tokentoll/core'
import { createContext } from '../capture/context.ts'
import { stateOf } from '../capture/shared-state.ts'
import type { TokentollOptions } from '../options.ts'
import { createIntegration, type TokentollIntegration } from './integration.ts'

/** A registration, for as long as it is in force. */
export interface TokentollRegistration {
  /** Takes the integration out of the SDK's registry again. Safe to call twice. */
  unregister(): void
}

type GlobalWithIntegrations = { AI_SDK_TELEMETRY_INTEGRATIONS?: unknown[] }

/**
 * Books every call of the process with one line at start-up: puts an integration into the AI SDK's global
 * registry, an array on `globalThis` that versions 6 (since 6.0.111) and 7 share, without importing the SDK.
 *
 * Version 7 books each attempt of each language model call, and objects, embeddings, reranking, speech and
 * transcription; not images and video, for which it has no event. Version 6 books the steps of
 * `generateText` and `streamText` that succeed, and cannot refuse a call. Version 5 has no registry: wrap
 * the model or the provider there. Registering the same meter twice books each call once.
 */
export function registerTokentoll(options: TokentollOptions = {}): TokentollRegistration {
  const context = createContext(options)
  const integration = createIntegration(context)
  const registered = context.guard(() => add(integration, context.meter())) ?? (() => {})
  return {
    unregister: () => {
      context.guard(registered)
    },
  }
}

function add(integration: TokentollIntegration, meter: Meter | undefined): () => void {
  const global = globalThis as GlobalWithIntegrations
  const integrations = (global.AI_SDK_TELEMETRY_INTEGRATIONS ??= [])
  const remove = (added: unknown): void => {
    const index = integrations.indexOf(added)
    if (index >= 0) integrations.splice(index, 1)
  }
  if (meter === undefined) {
    integrations.push(integration)
    return () => remove(integration)
  }
  const state = stateOf(meter)
  const registered = (state.registered ??= { integration, count: 0 })
  registered.count += 1
  if (registered.count === 1) {
    state.listeners += 1
    integrations.push(integration)
  }
  let done = false
  return () => {
    if (done) return
    done = true
    registered.count -= 1
    if (registered.count > 0) return
    state.listeners -= 1
    state.registered = undefined
    remove(registered.integration)
  }
}
