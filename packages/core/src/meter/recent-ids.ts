import { createIdGeneration, mostBytes, type IdOwner } from './id-generation.ts'

/** Remembers at least the last `size / 2` ids and at most `size`, in constant time. */
export interface RecentIds {
  /** Whose the id was when it was seen before; remembers it and returns undefined otherwise. */
  add(id: string, owner: IdOwner): IdOwner | undefined
}

// Longer ids, and those with characters beyond Latin-1, are rare: maps of strings hold them.
const longestPlain = 256

/** Two generations: when the younger is full it becomes the older one. */
export function createRecentIds(size: number): RecentIds {
  const half = Math.max(1, Math.floor(size / 2))
  // Nobody outside can prepare ids that all fall into one place of the table.
  const seed = crypto.getRandomValues(new Int32Array(1))[0]!
  const text = { bytes: new Uint8Array(longestPlain), length: 0, hash: 0 }
  let young = createIdGeneration()
  let old = createIdGeneration()
  let youngOthers = new Map<string, IdOwner>()
  let oldOthers = new Map<string, IdOwner>()

  /** Puts an id into `text`, with its hash (FNV-1a, its bits mixed as in lowbias32); false when it does not fit. */
  const read = (id: string): boolean => {
    const { bytes } = text
    const { length } = id
    if (length > longestPlain) return false
    let hash = seed
    let allBits = 0
    for (let index = 0; index < length; index += 1) {
      const code = id.charCodeAt(index)
      bytes[index] = code
      allBits |= code
      hash = Math.imul(hash ^ code, 0x01000193)
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad)
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97)
    text.hash = hash ^ (hash >>> 15)
    text.length = length
    return allBits <= 0xff
  }

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
      if (read(id)) {
        const recent = young.find(text)
        if (recent !== -1) return young.ownerOf(recent)
        const earlier = old.find(text)
        if (earlier !== -1) return old.ownerOf(earlier)
        young.add(text, owner)
      } else {
        const known = youngOthers.get(id) ?? oldOthers.get(id)
        if (known !== undefined) return known
        youngOthers.set(id, owner)
      }
      turn()
      return undefined
    },
  }
}
