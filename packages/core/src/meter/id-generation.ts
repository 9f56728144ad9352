const fewestEntries = 128
const usualLength = 48

/** More bytes than a generation should hold: their positions are kept in 32 bits. */
export const mostBytes: number = 2 ** 30

/** An id as bytes, one per character. */
export interface IdText {
  readonly bytes: Uint8Array
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
  /** The entry of an id; -1 for none. */
  find(text: IdText): number
  add(text: IdText, owner: IdOwner): void
  ownerOf(entry: number): IdOwner
  /** Forgets all, and keeps the memory for the next ids. */
  clear(): void
}

/**
 * Holds no strings: a hundred thousand of them would be a hundred thousand things for the garbage collector to
 * copy and to mark. The characters stand one behind the other in one block of bytes, found through a table of
 * hashes. A hash only names candidates, the characters decide: two ids never pass for one.
 */
export function createIdGeneration(): IdGeneration {
  let count = 0
  let bytes = new Uint8Array(fewestEntries * usualLength)
  // Where each id ends; it starts where the one before it ends.
  let ends = new Uint32Array(fewestEntries)
  let owners = new Uint32Array(fewestEntries)
  let orders = new Float64Array(fewestEntries)
  // Pairs of a hash and an entry, counted from 1; at most half of them are taken.
  let slots = new Int32Array(fewestEntries * 4)
  const tenants: (string | undefined)[] = []
  const tenantNumbers = new Map<string | undefined, number>()

  const startOf = (entry: number): number => (entry === 0 ? 0 : ends[entry - 1]!)

  const isSame = (entry: number, text: IdText): boolean => {
    const start = startOf(entry)
    if (ends[entry]! - start !== text.length) return false
    for (let index = 0; index < text.length; index += 1) {
      if (bytes[start + index] !== text.bytes[index]) return false
    }
    return true
  }

  const place = (hash: number, entry: number): void => {
    const mask = slots.length - 1
    let slot = (hash << 1) & mask
    while (slots[slot + 1] !== 0) slot = (slot + 2) & mask
    slots[slot] = hash
    slots[slot + 1] = entry + 1
  }

  const grow = (): void => {
    ends = twice(ends, Uint32Array)
    owners = twice(owners, Uint32Array)
    orders = twice(orders, Float64Array)
    const before = slots
    slots = new Int32Array(before.length * 2)
    for (let slot = 0; slot < before.length; slot += 2) {
      if (before[slot + 1] !== 0) place(before[slot]!, before[slot + 1]! - 1)
    }
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
      return count === 0 ? 0 : ends[count - 1]!
    },
    find(text) {
      const { hash } = text
      const mask = slots.length - 1
      for (let slot = (hash << 1) & mask; slots[slot + 1] !== 0; slot = (slot + 2) & mask) {
        const entry = slots[slot + 1]! - 1
        if (slots[slot] === hash && isSame(entry, text)) return entry
      }
      return -1
    },
    add(text, { tenantId, order }) {
      if (count === ends.length) grow()
      const start = startOf(count)
      const { length } = text
      while (start + length > bytes.length) bytes = twice(bytes, Uint8Array)
      for (let index = 0; index < length; index += 1) bytes[start + index] = text.bytes[index]!
      ends[count] = start + length
      owners[count] = numberOf(tenantId)
      orders[count] = order
      place(text.hash, count)
      count += 1
    },
    ownerOf: (entry) => ({ tenantId: tenants[owners[entry]!], order: orders[entry]! }),
    clear() {
      count = 0
      slots.fill(0)
      tenants.length = 0
      tenantNumbers.clear()
    },
  }
}

interface Numbers {
  readonly length: number
  set(from: this): void
}

function twice<Kind extends Numbers>(numbers: Kind, kind: new (length: number) => Kind): Kind {
  const copy = new kind(numbers.length * 2)
  copy.set(numbers)
  return copy
}
