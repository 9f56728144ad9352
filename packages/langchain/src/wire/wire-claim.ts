import { currentAttribution } from '@tokentoll/core'
import { guarded } from '../guarded.ts'
import { promptTail } from '../start/prompt-tail.ts'
import type { TappedFetch } from './tap-fetch.ts'
import type { WireCall } from './wire-call.ts'

/** The request that a run made, as far as a tap saw it. */
export interface WireClaim {
  /** Looks, and leaves it for the end of the run. */
  look(): WireCall | undefined
  /** Takes it, by the provider's response id where there is one. */
  take(responseId: string | undefined): WireCall | undefined
}

const noWire: WireClaim = { look: () => undefined, take: () => undefined }

// Everything that the request is found by is taken down now: at the end, another context may be running.
/** For a run that starts now. */
export function wireClaim(tap: TappedFetch | undefined, model: string, prompt: unknown): WireClaim {
  if (tap === undefined) return noWire
  const query = {
    model,
    context: currentAttribution(),
    startedAt: Date.now(),
    promptTail: guarded(() => promptTail(prompt)) ?? '',
  }
  return {
    look: () => tap.wire.find(query),
    take: (responseId) => tap.wire.claim({ ...query, responseId }),
  }
}
