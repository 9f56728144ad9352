import { currentAttribution } from '@tokentoll/core'
import { guarded } from '../guarded.ts'
import { promptMarks } from '../start/prompt-marks.ts'
import type { TappedFetch } from './tap-fetch.ts'
import type { WireCall } from './wire-call.ts'
import type { WireEvidence } from './wire-evidence.ts'

/** The request that a run made, as far as a tap saw it. */
export interface WireClaim {
  /** The run asks another model than it said at its start. */
  asks(model: string): void
  /** Looks, and leaves it for the end of the run. */
  look(evidence: WireEvidence): WireCall | undefined
  /** Takes it, by the provider's response id where there is one, else by what is known of the answer. */
  take(evidence: WireEvidence, responseId?: string): WireCall | undefined
  /** Takes what was looked at last off the book: the run is no longer remembered. */
  forget(): void
}

// Everything that the request is found by is taken down now: at the end, another context may be running.
/** For a run that starts now. */
export function wireClaim({ wire }: TappedFetch, model: string, prompt: unknown): WireClaim {
  let asked = model
  let seen: WireCall | undefined
  const context = currentAttribution()
  const startedAt = Date.now()
  const marks = guarded(() => promptMarks(prompt)) ?? []
  const queryOf = (evidence: WireEvidence, responseId?: string) => ({
    responseId,
    model: asked,
    context,
    startedAt,
    promptMarks: marks,
    evidence,
  })
  return {
    asks(other) {
      asked = other
    },
    look(evidence) {
      seen = wire.find(queryOf(evidence))
      if (seen !== undefined) seen.isHeld = true
      return seen
    },
    take(evidence, responseId) {
      if (seen !== undefined) seen.isHeld = false
      return wire.claim(queryOf(evidence, responseId))
    },
    forget() {
      if (seen !== undefined) wire.remove(seen)
    },
  }
}
