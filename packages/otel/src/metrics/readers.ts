/** Who reads a source, and how far each of them has got. */
export interface Readers {
  /** Notes that a reader came, epoch milliseconds. One that does not come back is forgotten after an hour. */
  seen(reader: object, timeMs: number): void
  /** Notes a delivery; returns the instant up to which every reader has everything, epoch milliseconds. */
  delivered(reader: object, timeMs: number): number
}

const forgottenAfterMs = 3_600_000

export function createReaders(): Readers {
  const known = new Map<object, { seenAt: number; arrivedAt: number }>()
  return {
    seen(reader, timeMs) {
      const before = known.get(reader)
      known.set(reader, { seenAt: timeMs, arrivedAt: before?.arrivedAt ?? -Infinity })
      // Somebody looked at the endpoint once: nothing waits for them.
      for (const [other, { seenAt }] of known) if (timeMs - seenAt > forgottenAfterMs) known.delete(other)
    },
    delivered(reader, timeMs) {
      const state = known.get(reader)
      if (state !== undefined) state.arrivedAt = timeMs
      return Math.min(...Array.from(known.values(), ({ arrivedAt }) => arrivedAt))
    },
  }
}
