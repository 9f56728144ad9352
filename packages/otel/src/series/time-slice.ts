import { setImmediate } from 'node:timers/promises'

/** Lets the event loop turn when work has held it for too long. */
export interface TimeSlice {
  /** True when the slice is used up: await `rest()` then. */
  isOver(): boolean
  rest(): Promise<void>
}

/** Longest uninterrupted share of a collection, in milliseconds. */
const sliceMs = 8

export function createTimeSlice(): TimeSlice {
  let startedAt = performance.now()
  return {
    isOver: () => performance.now() - startedAt > sliceMs,
    async rest() {
      await setImmediate()
      startedAt = performance.now()
    },
  }
}
