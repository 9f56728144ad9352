import { readProviderOptions, type AttributionHints } from '../attribution/attribution-hints.ts'
import type { CaptureContext } from '../capture/context.ts'
import { fieldsOf, isFields } from '../shapes/fields.ts'

/** A call's parameters as the provider shall see them, and what was taken out. */
export interface PreparedParams<Params> {
  readonly params: Params
  readonly hints: AttributionHints
  /** Raw chunks were asked for by us, not by the caller. */
  readonly hidesRaw: boolean
}

/**
 * Takes our key out of `providerOptions`, so that no gateway forwards it, and asks a language model's stream
 * for its raw chunks.
 */
export function prepareParams<Params extends object>(
  context: CaptureContext,
  params: Params,
  streamsLanguage: boolean,
): PreparedParams<Params> {
  const { providerOptionsKey, readRawChunks } = context.options
  const { providerOptions: options, includeRawChunks } = fieldsOf(params)
  const explicit = readProviderOptions(options, providerOptionsKey)
  const hints = explicit === undefined ? {} : { explicit }
  const hidesRaw = streamsLanguage && readRawChunks && includeRawChunks !== true
  const strip = isFields(options) && providerOptionsKey in options
  if (!strip && !hidesRaw) return { params, hints, hidesRaw }
  const prepared: Params = {
    ...params,
    ...(hidesRaw ? { includeRawChunks: true } : {}),
    ...(strip ? { providerOptions: without(options, providerOptionsKey) } : {}),
  }
  return { params: prepared, hints, hidesRaw }
}

function without(options: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const { [key]: _taken, ...rest } = options
  return rest
}
