import { AsyncLocalStorage } from 'node:async_hooks'
import type { Meter } from '@tokentoll/core'
import type { Booking } from './booking.ts'
import { createRecentObjects, type RecentObjects } from './recent-objects.ts'
import { createWatch, type Watch } from './watch.ts'

/** What the ways in share about one meter, so that together they book each call once. */
export interface MeterState {
  /** Streams under way, for those that nobody reads to the end. */
  readonly watch: Watch
  /** Parts of results that a model layer booked and whose event has not come yet, with their number. */
  readonly awaited: WeakMap<object, number>
  /** Prompts that a model layer is in charge of: an event that tells of one need not. */
  readonly prompts: WeakSet<object>
  /** Responses of results that were booked lately, to know them when a cache gives them again. */
  readonly booked: RecentObjects
  /** Steps of version 6 that were booked; a global and a per-call integration get the same one. */
  readonly seenEvents: WeakSet<object>
  /** Calls that events opened and did not end yet, by the SDK's ids. */
  readonly openEvents: Set<string>
}

/** The integrations of the whole process: which meter one of them books on, it may learn with each event. */
export interface Integrations {
  /** How many may get events. */
  listeners: number
  /** Those in the SDK's registry, by their meter or by the word for the global one, and how often registered. */
  readonly registered: Map<Meter | 'global', { readonly integration: unknown; count: number }>
}

// On globalThis and made on first use: a second copy of this package must see the calls of the first. The number
// is that of their shape, to be raised with each change of it or of `Booking`: a copy of another release could
// not use them.
const statesKey = Symbol.for('tokentoll.ai-sdk.states.1')
const integrationsKey = Symbol.for('tokentoll.ai-sdk.integrations.1')
const scopesKey = Symbol.for('tokentoll.ai-sdk.scopes.1')

type GlobalWithState = {
  [statesKey]?: WeakMap<Meter, MeterState>
  [integrationsKey]?: Integrations
  [scopesKey]?: AsyncLocalStorage<Booking>
}

/** The shared state of a meter. */
export function stateOf(meter: Meter): MeterState {
  const global = globalThis as GlobalWithState
  const states = (global[statesKey] ??= new WeakMap())
  let state = states.get(meter)
  if (state === undefined) {
    const watch = createWatch()
    state = {
      watch,
      awaited: new WeakMap(),
      prompts: new WeakSet(),
      seenEvents: new WeakSet(),
      openEvents: new Set(),
      booked: createRecentObjects(),
    }
    states.set(meter, state)
    // Streams that nobody reads to the end would be lost with the process.
    meter.beforeClose?.(() => void watch.sweep(0))
  }
  return state
}

/** The integrations of the process. */
export function integrationsOf(): Integrations {
  const global = globalThis as GlobalWithState
  return (global[integrationsKey] ??= { listeners: 0, registered: new Map() })
}

/** The storage of the call that is being made in the running context. */
export function scopeStorage(): AsyncLocalStorage<Booking> {
  const global = globalThis as GlobalWithState
  return (global[scopesKey] ??= new AsyncLocalStorage<Booking>())
}
