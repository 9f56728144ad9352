import { at } from '../shapes/fields.ts'
import { isObject } from './parts.ts'
import type { MeterState } from './shared-state.ts'

// What an integration surrounds, it sees by the scope. Events that come afterwards are told apart by these.

/** Tells later events which results a model layer has booked. */
export function announce(state: MeterState, parts: readonly unknown[]): void {
  for (const part of parts) if (isObject(part)) state.awaited.set(part, (state.awaited.get(part) ?? 0) + 1)
}

/** True when a model layer booked the call that one of these objects belongs to; asks once per booking. */
export function takeAnnounced(state: MeterState, parts: readonly unknown[]): boolean {
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

/** Tells later events which prompts a model layer is in charge of. */
export function announcePrompt(state: MeterState, prompt: unknown): void {
  for (const part of partsOfPrompt(prompt)) state.prompts.add(part)
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
