import type { Meter } from '@tokentoll/core'
import { createContext } from '../capture/context.ts'
import { integrationsOf } from '../capture/shared-state.ts'
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
 * `generateText` and `streamText` that succeed, and cannot refuse a call; version 7 can refuse those of
 * `generateText`, `streamText` and agents, and no others. Version 5 has no registry: wrap the model or the
 * provider there. Registering the same meter twice books each call once.
 *
 * An integration is outside all middleware: what a cache gives again from elsewhere than the process's own memory,
 * or as a stream, is booked as a call. Where answers are cached, wrap the models and register nothing.
 *
 * @throws TokentollError `invalid_option` for an `abandonAfterMs` that is no time above 0.
 */
export function registerTokentoll(options: TokentollOptions = {}): TokentollRegistration {
  const context = createContext(options)
  const integration = createIntegration(context)
  const registered = context.guard(() => add(integration, options.meter)) ?? (() => {})
  return {
    unregister: () => {
      context.guard(registered)
    },
  }
}

function add(integration: TokentollIntegration, meter: Meter | undefined): () => void {
  const global = globalThis as GlobalWithIntegrations
  const registry = (global.AI_SDK_TELEMETRY_INTEGRATIONS ??= [])
  const all = integrationsOf()
  // Without a meter of its own an integration books on the global one of the moment, whichever that is.
  const key = meter ?? 'global'
  let entry = all.registered.get(key)
  if (entry === undefined) {
    entry = { integration, count: 0 }
    all.registered.set(key, entry)
    all.listeners += 1
    registry.push(integration)
  }
  entry.count += 1
  const own = entry
  let done = false
  return () => {
    if (done) return
    done = true
    own.count -= 1
    if (own.count > 0) return
    all.listeners -= 1
    all.registered.delete(key)
    const index = registry.indexOf(own.integration)
    if (index >= 0) registry.splice(index, 1)
  }
}
