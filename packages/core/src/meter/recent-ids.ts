/** Remembers at least the last `size / 2` ids and at most `size`, in constant time. */
export interface RecentIds {
  /** Whose the id was when it was seen before; remembers it and returns undefined otherwise. */
  add(id: string, tenantId: string | undefined): { readonly tenantId: string | undefined } | undefined
}

/** Two generations of maps: when the younger is full it becomes the older one. */
export function createRecentIds(size: number): RecentIds {
  const half = Math.max(1, Math.floor(size / 2))
  let young = new Map<string, string | undefined>()
  let old = new Map<string, string | undefined>()
  return {
    add(id, tenantId) {
      if (young.has(id)) return { tenantId: young.get(id) }
      if (old.has(id)) return { tenantId: old.get(id) }
      young.set(id, tenantId)
      if (young.size >= half) {
        old = young
        young = new Map()
      }
      return undefined
    },
  }
}
