import { isRefusal, type Authorization, type ExpectedUsage, type Meter } from '@tokentoll/core'
import { joinHints } from '../attribution/attribution-hints.ts'
import { takeHeld, type Booking, type HeldAmount } from '../capture/booking.ts'
import { callStart, inputCharacters, type CallSpec } from '../capture/call-spec.ts'
import type { CaptureContext } from '../capture/context.ts'
import { tokensOfCharacters } from '../usage/estimate-tokens.ts'
import { expectedMedia } from './expected-media.ts'

/** What the budgets said to a call. */
export interface Permission {
  readonly held: HeldAmount | undefined
  /** The cheaper model to call instead. */
  readonly downgradeTo: string | undefined
}

/** The permission of a call that no budget was asked about. */
export const unasked: Permission = { held: undefined, downgradeTo: undefined }

/**
 * Asks the budgets, unless a layer around this one has asked for the same call. Rejects with a refusal and
 * with nothing else.
 */
export async function holdAmount(
  context: CaptureContext,
  meter: Meter,
  spec: CallSpec,
  parent: Booking | undefined,
): Promise<Permission> {
  if (parent !== undefined && parent.spec.kind === spec.kind) {
    const held = takeHeld(parent)
    if (held !== undefined) return { held, downgradeTo: parent.downgradeTo }
  }
  try {
    const asked = meter.authorize({
      ...callStart(spec, joinHints(spec.hints, parent?.hints)),
      ...expectedInput(context.guard(() => inputCharacters(spec))),
      ...context.guard(() => expectedOutput(spec)),
    })
    const answer = await untilAborted(asked, spec.abortSignal)
    if (answer === aborted) {
      // Nobody waits for the answer any more: what it holds, nobody will settle.
      void asked.then((late) => release(context, meter, late)).catch(() => {})
      return unasked
    }
    const { reservation, downgradeTo } = answer
    return { held: { reservation }, downgradeTo }
  } catch (error) {
    if (isRefusal(error)) throw error
    context.report(error)
    return unasked
  }
}

function expectedInput(characters: number | undefined): { readonly inputTokens?: number } {
  return characters === undefined ? {} : { inputTokens: tokensOfCharacters(characters) }
}

function release(context: CaptureContext, meter: Meter, late: Authorization): void {
  const { reservation } = late
  if (reservation !== undefined) context.guard(() => meter.release(reservation))
}

const aborted: unique symbol = Symbol('aborted')

// The user's signal frees a call from a gate that does not answer; the aborted call then fails by itself.
function untilAborted<Answer>(
  asked: Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer | typeof aborted> {
  if (signal === undefined) return asked
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(aborted)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function expectedOutput(spec: CallSpec): ExpectedUsage {
  if (spec.kind !== 'language') return expectedMedia(spec.kind, spec.input)
  const limit = spec.maxOutputTokens
  return limit !== undefined && Number.isSafeInteger(limit) && limit > 0 ? { outputTokens: limit } : {}
}
