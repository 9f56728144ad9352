/** Who caused a call. Every field is optional: what is missing is counted, never guessed. */
export interface Attribution {
  readonly tenantId?: string | undefined
  readonly userId?: string | undefined
  /** The touchpoint that made the call, e.g. `main-chat` or `document-analysis`. */
  readonly task?: string | undefined
  readonly conversationId?: string | undefined
  /** Free dimensions for reports, e.g. `{ plan: 'pro' }`. They never become metric labels. */
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/**
 * Later arguments fill what earlier ones leave open; tags are merged key by key the same way. A layer of
 * another tenant fills in its task only: users, conversations and tags belong to their tenant. Numbers are
 * taken as text; an empty text is as good as none.
 */
export function mergeAttribution(...layers: readonly (Attribution | null | undefined)[]): Attribution {
  let tenantId: string | undefined
  let userId: string | undefined
  let task: string | undefined
  let conversationId: string | undefined
  let tags: Record<string, string> | undefined
  for (const layer of layers) {
    if (layer === undefined || layer === null) continue
    const tenant = nameOf(layer.tenantId)
    task ??= nameOf(layer.task)
    if (tenant !== undefined && tenantId !== undefined && tenant !== tenantId) continue
    tenantId ??= tenant
    userId ??= nameOf(layer.userId)
    conversationId ??= nameOf(layer.conversationId)
    if (layer.tags !== undefined && layer.tags !== null) tags = { ...layer.tags, ...tags }
  }
  return { tenantId, userId, task, conversationId, tags }
}

/** A name as text. Callers without types hand over database keys as numbers. */
export function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
}
