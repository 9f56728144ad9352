import { createIdGeneration, mostBytes, type IdOwner } from './id-generation.ts'
import { createIdWriter } from './id-text.ts'

/** Remembers at least the last `size / 2` ids and at most `size`, in constant time. */
export interface RecentIds {
  /** Whose the id was when it was seen before; remembers it and returns undefined otherwise. */
  add(id: string, owner: IdOwner): IdOwner | undefined
}

/** Two generations: when the younger is full it becomes the older one. */
export function createRecentIds(size: number): RecentIds {
  const half = Math.max(1, Math.floor(size / 2))
  const writer = createIdWriter()
  let young = createIdGeneration(half)
  let old = createIdGeneration(half)
  let youngOthers = new Map<string, IdOwner>()
  let oldOthers = new Map<string, IdOwner>()

  const turn = (): void => {
    if (young.count + youngOthers.size < half && young.byteLength < mostBytes) return
    const spare = old
    old = young
    young = spare
    young.clear()
    oldOthers = youngOthers
    youngOthers = new Map()
  }

  return {
    add(id, owner) {
      const text = writer.write(id)
      if (text === undefined) {
        const known = youngOthers.get(id) ?? oldOthers.get(id)
        if (known !== undefined) return known
        youngOthers.set(id, owner)
      } else {
        const recent = young.find(text)
        if (recent !== -1) return young.ownerAt(recent)
        const earlier = old.find(text)
        if (earlier !== -1) return old.ownerAt(earlier)
        young.add(text, owner)
      }
      turn()
      return undefined
    },
  }
}
