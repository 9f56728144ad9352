import type { CallEnd, CallOutcome, Meter, OpenCall, Reservation } from '@tokentoll/core'
import { joinHints, mergeHints } from '../attribution/attribution-hints.ts'
import { at } from '../shapes/fields.ts'
import type { CallScope, HeldAmount } from './call-scope.ts'
import { operationOf, type CallSpec } from './call-spec.ts'
import type { CaptureContext } from './context.ts'
import { stateOf, type MeterState } from './shared-state.ts'

/** One call on its way into the books. Whoever comes first ends it; the rest does nothing. */
export interface Booking {
  readonly spec: CallSpec
  readonly scope: CallScope
  readonly state: MeterState
  /** Says that these objects belong to a call that is being booked here, before it has ended. */
  claim(parts: readonly unknown[]): void
  /** True when a layer inside has booked, or claimed, the call that one of these objects belongs to. */
  isBooked(parts: readonly unknown[]): boolean
  /** Books the call, unless a layer inside did. `parts` are the objects by which outer layers know it. */
  end(parts: readonly unknown[], outcome: CallOutcome, makeEnd: () => CallEnd): void
  /** Books an estimate of a call that may still end; a later `end` corrects it. */
  estimate(makeEnd: () => CallEnd): void
  /** Leaves the call to the layer inside. */
  drop(): void
}

/** What surrounds a call. */
export interface BookingOptions {
  readonly parent?: CallScope | undefined
  readonly held?: HeldAmount | undefined
  /** The model that is called instead of the one that was asked for. */
  readonly answering?: string | undefined
}

/** Opens a call: takes attribution and time now, in the caller's context. */
export function openBooking(
  context: CaptureContext,
  meter: Meter,
  spec: CallSpec,
  { parent, held, answering }: BookingOptions = {},
): Booking {
  const state = stateOf(meter)
  const hints = joinHints(spec.hints, parent?.hints)
  const start = {
    provider: spec.model.provider,
    model: spec.model.modelId,
    operation: operationOf(spec.kind),
    integration: 'ai-sdk',
    attribution: mergeHints(hints),
    streamed: spec.streamed,
    requestedServiceTier: spec.requestedServiceTier,
  }
  let open: OpenCall = meter.start(start, held?.reservation)
  let reservation: Reservation | undefined = held?.reservation
  let holds = held !== undefined
  let ended = false
  // What an integration surrounds, it sees by the scope; events that come afterwards know it by its parts.
  const inIntegration = spec.byIntegration === true || parent?.inIntegration === true

  if (!inIntegration && state.listeners > 0)
    for (const part of partsOfPrompt(spec.prompt)) state.prompts.add(part)

  const scope: CallScope = {
    meter,
    kind: spec.kind,
    hints,
    parent,
    inIntegration,
    hidesRaw: spec.hidesRaw === true || (parent?.kind === spec.kind && parent.hidesRaw),
    booked: new Set(),
    lastInside: undefined,
    downgradeTo: undefined,
    takeReservation() {
      if (!holds) return undefined
      holds = false
      const taken = { reservation }
      if (reservation !== undefined) open = meter.start({ ...start, startedAt: open.startedAt })
      reservation = undefined
      return taken
    },
  }

  const drop = (): void => {
    if (ended) return
    ended = true
    if (reservation !== undefined) meter.release(reservation)
  }

  const tellOuterLayers = (parts: readonly unknown[]): void => {
    for (let outer = parent; outer !== undefined; outer = outer.parent) addObjects(outer.booked, parts)
  }

  const isBooked = (parts: readonly unknown[]): boolean =>
    scope.booked.size > 0 && parts.some((part) => isObject(part) && scope.booked.has(part))

  return {
    spec: answering === undefined ? spec : { ...spec, model: { ...spec.model, modelId: answering } },
    scope,
    state,
    claim: tellOuterLayers,
    isBooked,
    end(parts, outcome, makeEnd) {
      if (ended) return
      if (isBooked(parts) || endedTheSameWay(scope, outcome)) return drop()
      ended = true
      context.guard(() => open.end(context.guard(makeEnd) ?? { outcome }))
      tellOuterLayers(parts)
      if (parent?.kind === spec.kind) parent.lastInside = outcome
      if (!inIntegration && state.listeners > 0)
        for (const part of parts) if (isObject(part)) announce(state.awaited, part)
    },
    estimate(makeEnd) {
      if (ended || endedTheSameWay(scope, 'abandoned')) return
      if (parent?.kind === spec.kind) parent.lastInside = 'abandoned'
      context.guard(() => open.end({ ...makeEnd(), provisional: true }))
    },
    drop,
  }
}

// An error or an abort has no result to know the call by, and errors may be copied on their way out. But a
// layer outside that fails right after the layer inside failed is the same failure.
function endedTheSameWay(scope: CallScope, outcome: CallOutcome): boolean {
  return scope.lastInside !== undefined && outcome !== 'success' && scope.lastInside === outcome
}

function addObjects(set: Set<object>, parts: readonly unknown[]): void {
  for (const part of parts) if (isObject(part)) set.add(part)
}

function announce(awaited: WeakMap<object, number>, part: object): void {
  awaited.set(part, (awaited.get(part) ?? 0) + 1)
}

/** True when a model layer is in charge of the call with this prompt. */
export function isInCharge(state: MeterState, prompt: unknown): boolean {
  return partsOfPrompt(prompt).some((part) => state.prompts.has(part))
}

// The SDK makes a prompt anew for each call. Adapters between specification versions copy list and messages,
// and keep the parts of a message.
function partsOfPrompt(prompt: unknown): readonly object[] {
  if (!Array.isArray(prompt)) return []
  const last: unknown = prompt.at(-1)
  const content = at(last, 'content')
  return [prompt, last, Array.isArray(content) ? content[0] : undefined].filter(isObject)
}

/** True when a model layer booked the call that one of these objects belongs to; asks once per booking. */
export function takeAwaited(state: MeterState, parts: readonly unknown[]): boolean {
  let found = false
  for (const part of parts) {
    if (!isObject(part)) continue
    const count = state.awaited.get(part) ?? 0
    if (count === 0) continue
    found = true
    if (count === 1) state.awaited.delete(part)
    else state.awaited.set(part, count - 1)
  }
  return found
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
