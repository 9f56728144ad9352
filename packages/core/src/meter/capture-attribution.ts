import { mergeAttribution, type Attribution } from '../attribution/attribution.ts'

/** An attribution as it was when the call started. */
export interface CapturedAttribution {
  readonly attribution: Attribution
  /** The call's own metadata named another tenant or user than the trusted context. */
  readonly conflict: boolean
}

/**
 * Trusted sources win over what the call's metadata says: a prompt or a client may forge metadata,
 * never the context that the application opened around the request.
 */
export function captureAttribution(
  context: Attribution | undefined,
  trusted: Attribution | undefined,
  metadata: Attribution | undefined,
): CapturedAttribution {
  const attribution = mergeAttribution(context, trusted, metadata)
  const claimed = mergeAttribution(metadata)
  const differs = (field: 'tenantId' | 'userId'): boolean =>
    claimed[field] !== undefined && claimed[field] !== attribution[field]
  return { attribution, conflict: differs('tenantId') || differs('userId') }
}
