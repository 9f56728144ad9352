import { mergeAttribution, nameOf, type Attribution } from '../attribution/attribution.ts'

/**
 * The attribution as it is when a call starts. Trusted sources win over what the call's metadata says: a
 * prompt or a client may forge metadata, never the context that the application opened around the request.
 */
export function captureAttribution(
  context: Attribution | undefined,
  trusted: Attribution | undefined,
  metadata: Attribution | undefined,
): Attribution {
  // Nearly every call has a context alone, which was merged when it was opened: a copy of it will do. Not itself,
  // for whoever asks for the running attribution gets hold of it.
  if (context !== undefined && (trusted ?? metadata ?? undefined) === undefined) return copyOf(context)
  return mergeAttribution(context, trusted, metadata)
}

function copyOf({ tenantId, userId, task, conversationId, tags }: Attribution): Attribution {
  return { tenantId, userId, task, conversationId, tags: tags === undefined ? undefined : { ...tags } }
}

/** True when the call's own metadata named another tenant or user than the trusted sources. */
export function isConflicting(attribution: Attribution, metadata: Attribution | undefined): boolean {
  if (metadata === undefined || metadata === null) return false
  const tenantId = nameOf(metadata.tenantId)
  const userId = nameOf(metadata.userId)
  return (
    (tenantId !== undefined && tenantId !== attribution.tenantId) ||
    (userId !== undefined && userId !== attribution.userId)
  )
}
