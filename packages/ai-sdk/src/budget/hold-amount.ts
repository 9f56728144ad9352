import { isRefusal, type Meter } from '@tokentoll/core'
import { joinHints, mergeHints } from '../attribution/attribution-hints.ts'
import { takeHeld, type Booking, type HeldAmount } from '../capture/booking.ts'
import { inputCharacters, operationOf, type CallSpec } from '../capture/call-spec.ts'
import type { CaptureContext } from '../capture/context.ts'
import { tokensOfCharacters } from '../usage/estimate-tokens.ts'

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
    const { reservation, downgradeTo } = await meter.authorize({
      provider: spec.model.provider,
      model: spec.model.modelId,
      operation: operationOf(spec.kind),
      integration: 'ai-sdk',
      attribution: mergeHints(joinHints(spec.hints, parent?.hints)),
      streamed: spec.streamed,
      requestedServiceTier: spec.requestedServiceTier,
      ...expectedInput(context.guard(() => inputCharacters(spec))),
      ...expectedOutput(spec),
    })
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

function expectedOutput(spec: CallSpec): { readonly outputTokens?: number } {
  if (spec.kind !== 'language') return { outputTokens: 0 }
  const limit = spec.maxOutputTokens
  return limit !== undefined && Number.isSafeInteger(limit) && limit > 0 ? { outputTokens: limit } : {}
}
