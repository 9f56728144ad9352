import type { IdText } from './id-generation.ts'

// Longer ids, and those with characters beyond Latin-1, are rare: maps of strings hold them.
const longest = 256

/** Writes ids as words. */
export interface IdWriter {
  /** The id with its hash, until the next one is written; undefined where it is too long or not Latin-1. */
  write(id: string): IdText | undefined
}

export function createIdWriter(): IdWriter {
  // Nobody outside can prepare ids that all fall into one place of the table: the factor is theirs to guess.
  const factor = crypto.getRandomValues(new Int32Array(1))[0]! | 1
  const words = new Int32Array(longest / 4)
  const text = { words, length: 0, hash: 0 }

  return {
    write(id) {
      const { length } = id
      if (length > longest) return undefined
      let hash = length
      let allBits = 0
      for (let index = 0; index < length; index += 4) {
        const first = id.charCodeAt(index)
        const second = index + 1 < length ? id.charCodeAt(index + 1) : 0
        const third = index + 2 < length ? id.charCodeAt(index + 2) : 0
        const fourth = index + 3 < length ? id.charCodeAt(index + 3) : 0
        allBits |= first | second | third | fourth
        const word = first | (second << 8) | (third << 16) | (fourth << 24)
        words[index >>> 2] = word
        hash = Math.imul(hash ^ word, 0x9e3779b1)
        hash = Math.imul(hash ^ (hash >>> 15), factor)
      }
      if (allBits > 0xff) return undefined
      text.length = length
      text.hash = hash ^ (hash >>> 16)
      return text
    },
  }
}
