/** Who reads a source, and how far each of them has got. */
export interface Readers {
  seen(reader: object): void
  /** Notes a delivery; returns the instant up to which every reader has everything, epoch milliseconds. */
  delivered(reader: object, timeMs: number): number
}

export function createReaders(): Readers {
  const arrivedAt = new Map<object, number>()
  return {
    seen(reader) {
      if (!arrivedAt.has(reader)) arrivedAt.set(reader, -Infinity)
    },
    delivered(reader, timeMs) {
      arrivedAt.set(reader, timeMs)
      return Math.min(...arrivedAt.values())
    },
  }
}
