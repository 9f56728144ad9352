/** Remembers objects by identity, without keeping them. */
export interface RecentObjects {
  /** True when the object is known already; remembers it otherwise. */
  remember(candidate: object): boolean
}

/**
 * Knows at least the last `generation` objects and at most twice as many; what is asked for again counts as new.
 * One weak set for all would grow with every call until a full garbage collection, and cost more the larger it is.
 */
export function createRecentObjects(generation = 4096): RecentObjects {
  let young = new WeakSet()
  let old = new WeakSet()
  let count = 0
  return {
    remember(candidate) {
      if (young.has(candidate)) return true
      const known = old.has(candidate)
      young.add(candidate)
      count += 1
      if (count === generation) {
        old = young
        young = new WeakSet()
        count = 0
      }
      return known
    },
  }
}
