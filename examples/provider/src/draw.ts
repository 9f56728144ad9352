import { createHash } from 'node:crypto'

import type { Range } from './types.ts'

/** A source of numbers that depends only on its key: the same request draws the same answer. */
export interface Draw {
  /** Hex digest of the key. */
  readonly key: string
  /** A number in [0, 1) for a purpose. */
  share(purpose: string): number
  /** An integer within the range, both ends included, small ones more often. */
  within(purpose: string, range: Range): number
  /** One of the items. */
  pick<T>(purpose: string, items: readonly [T, ...T[]]): T
}

export function createDraw(...parts: readonly string[]): Draw {
  const key = createHash('sha256').update(parts.join('\0')).digest('hex')
  const share = (purpose: string): number =>
    createHash('sha256').update(key).update(purpose).digest().readUInt32BE(0) / 2 ** 32
  return {
    key,
    share,
    within: (purpose, { min, max }) => min + Math.floor(share(purpose) ** 2 * (max - min + 1)),
    pick: (purpose, items) => items[Math.floor(share(purpose) * items.length)] ?? items[0],
  }
}
