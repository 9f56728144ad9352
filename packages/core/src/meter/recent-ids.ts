/** Remembers at least the last `size / 2` ids and at most `size`, in constant time. */
export interface RecentIds {
  /** False when the id was seen before; remembers it otherwise. */
  add(id: string): boolean
}

/** Two generations of sets: when the younger is full it becomes the older one. */
export function createRecentIds(size: number): RecentIds {
  const half = Math.max(1, Math.floor(size / 2))
  let young = new Set<string>()
  let old = new Set<string>()
  return {
    add(id) {
      if (young.has(id) || old.has(id)) return false
      young.add(id)
      if (young.size >= half) {
        old = young
        young = new Set()
      }
      return true
    },
  }
}
