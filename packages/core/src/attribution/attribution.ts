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

/** Later arguments fill what earlier ones leave open; tags are merged key by key the same way. */
export function mergeAttribution(...layers: readonly (Attribution | undefined)[]): Attribution {
  let tenantId: string | undefined
  let userId: string | undefined
  let task: string | undefined
  let conversationId: string | undefined
  let tags: Record<string, string> | undefined
  for (const layer of layers) {
    if (layer === undefined) continue
    tenantId ??= layer.tenantId
    userId ??= layer.userId
    task ??= layer.task
    conversationId ??= layer.conversationId
    if (layer.tags !== undefined) tags = { ...layer.tags, ...tags }
  }
  return { tenantId, userId, task, conversationId, tags }
}
