const wordsOfOwner = 3
const usualWords = 16
// In words, 4 MB. An array takes its memory page by page as it is written to.
const mostAtFirst = 2 ** 20

/** More bytes than a generation should hold: their positions are kept in 32 bits. */
export const mostBytes: number = 2 ** 30

/** An id in Latin-1, four characters to a word, the last one filled up with zeros. */
export interface IdText {
  readonly words: Int32Array
  /** Of its bytes. */
  readonly length: number
  readonly hash: number
}

/** Who an id belongs to, and how many records had gone out by then. */
export interface IdOwner {
  readonly tenantId: string | undefined
  readonly order: number
}

/** A set of ids and what they belong to. */
export interface IdGeneration {
  readonly count: number
  readonly byteLength: number
  /** Where an id stands; -1 for nowhere. */
  find(text: IdText): number
  add(text: IdText, owner: IdOwner): void
  ownerAt(position: number): IdOwner
  /** Forgets all, and keeps the memory for the next ids. */
  clear(): void
}

/**
 * Holds no strings: a hundred thousand of them would be a hundred thousand things for the garbage collector to
 * copy and to mark. The ids stand one behind the other in one block of words, each behind its length and its
 * owner, and are found through a table of hashes. A hash only names candidates, the words decide: two ids never
 * pass for one. Both are as large as `expected` ids need from the first one on: to grow is to copy.
 */
export function createIdGeneration(expected: number): IdGeneration {
  let count = 0
  let used = 0
  let block = new Int32Array(0)
  // Pairs of a hash and a position, counted from 1; at most half of them are taken.
  let slots = new Int32Array(2)
  const tenants: (string | undefined)[] = []
  const tenantNumbers = new Map<string | undefined, number>()

  const isSame = (position: number, { words, length }: IdText): boolean => {
    if (block[position] !== length) return false
    const first = position + 1 + wordsOfOwner
    for (let index = 0; index * 4 < length; index += 1) {
      if (block[first + index] !== words[index]) return false
    }
    return true
  }

  const place = (hash: number, position: number): void => {
    const mask = slots.length - 1
    let slot = (hash << 1) & mask
    while (slots[slot + 1] !== 0) slot = (slot + 2) & mask
    slots[slot] = hash
    slots[slot + 1] = position + 1
  }

  const growSlots = (): void => {
    const before = slots
    slots = new Int32Array(Math.max(before.length * 2, Math.min(powerOfTwo(expected * 4), mostAtFirst)))
    for (let slot = 0; slot < before.length; slot += 2) {
      if (before[slot + 1] !== 0) place(before[slot]!, before[slot + 1]! - 1)
    }
  }

  const growBlock = (): void => {
    const before = block
    block = new Int32Array(Math.max(before.length * 2, Math.min(expected * usualWords, mostAtFirst)))
    block.set(before)
  }

  const numberOf = (tenantId: string | undefined): number => {
    const known = tenantNumbers.get(tenantId)
    if (known !== undefined) return known
    tenantNumbers.set(tenantId, tenants.length)
    return tenants.push(tenantId) - 1
  }

  return {
    get count() {
      return count
    },
    get byteLength() {
      return used * 4
    },
    find(text) {
      const { hash } = text
      const mask = slots.length - 1
      for (let slot = (hash << 1) & mask; slots[slot + 1] !== 0; slot = (slot + 2) & mask) {
        const position = slots[slot + 1]! - 1
        if (slots[slot] === hash && isSame(position, text)) return position
      }
      return -1
    },
    add({ words, length, hash }, { tenantId, order }) {
      if (count * 4 >= slots.length - 2) growSlots()
      const position = used
      const first = position + 1 + wordsOfOwner
      const end = first + Math.ceil(length / 4)
      while (end > block.length) growBlock()
      block[position] = length
      block[position + 1] = numberOf(tenantId)
      block[position + 2] = order
      block[position + 3] = order / 2 ** 32
      for (let index = first; index < end; index += 1) block[index] = words[index - first]!
      place(hash, position)
      used = end
      count += 1
    },
    ownerAt: (position) => ({
      tenantId: tenants[block[position + 1]!],
      order: block[position + 3]! * 2 ** 32 + (block[position + 2]! >>> 0),
    }),
    clear() {
      count = 0
      used = 0
      slots.fill(0)
      tenants.length = 0
      tenantNumbers.clear()
    },
  }
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(atLeast))
}
