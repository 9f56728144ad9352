import { AsyncLocalStorage } from 'node:async_hooks'
import type { Meter } from '@tokentoll/core'
import type { Booking } from './booking.ts'
import { createWatch, type Watch } from './watch.ts'

/** What the ways in share about one meter, so that together they book each call once. */
export interface MeterState {
  /** Streams under way, for those that nobody reads to the end. */
  readonly watch: Watch
  /** Parts of results that a model layer booked and whose event has not come yet, with their number. */
  readonly awaited: WeakMap<object, number>
  /** Prompts that a model layer is in charge of: an event that tells of one need not. */
  readonly prompts: WeakSet<object>
  /** Events that were booked; a global and a per-call integration get the same one. */
  readonly seenEvents: WeakSet<object>
  /** How many registered integrations look at events. */
  listeners: number
  /** The integration in the SDK's registry, and how often it was registered. */
  registered: { readonly integration: unknown; count: number } | undefined
}

// On globalThis and made on first use: a second copy of this package must see the calls of the first.
const statesKey = Symbol.for('tokentoll.ai-sdk.states')
const scopesKey = Symbol.for('tokentoll.ai-sdk.scopes')

type GlobalWithState = {
  [statesKey]?: WeakMap<Meter, MeterState>
  [scopesKey]?: AsyncLocalStorage<Booking>
}

/** The shared state of a meter. */
export function stateOf(meter: Meter): MeterState {
  const global = globalThis as GlobalWithState
  const states = (global[statesKey] ??= new WeakMap())
  let state = states.get(meter)
  if (state === undefined) {
    state = {
      watch: createWatch(),
      awaited: new WeakMap(),
      prompts: new WeakSet(),
      seenEvents: new WeakSet(),
      listeners: 0,
      registered: undefined,
    }
    states.set(meter, state)
  }
  return state
}

/** The storage of the call that is being made in the running context. */
export function scopeStorage(): AsyncLocalStorage<Booking> {
  const global = globalThis as GlobalWithState
  return (global[scopesKey] ??= new AsyncLocalStorage<Booking>())
}
