import type { Birth } from './cells.ts'
import { epochMs, hrTime } from './hr-time.ts'

/** Dates series: all that are born between two collections share one birth. */
export interface Births {
  current(): Birth
  /** Begins a collection at an instant; returns the epoch of what is born from now on. */
  advance(timeMs: number): number
}

export function createBirths(startMs: number): Births {
  let birth: Birth = { startTime: hrTime(startMs), epoch: 0 }
  return {
    current: () => birth,
    advance(timeMs) {
      // Two readers have two clocks; a start never moves back.
      const startMs = Math.max(timeMs, epochMs(birth.startTime))
      birth = { startTime: hrTime(startMs), epoch: birth.epoch + 1 }
      return birth.epoch
    },
  }
}
