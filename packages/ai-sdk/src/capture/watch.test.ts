import { describe, expect, it, vi } from 'vitest'
import { createWatch, type Watched } from './watch.ts'

const watched = (abandonAfterMs: number, lastMovedMs = 0): Watched & { readonly abandoned: number } => {
  let abandoned = 0
  return {
    moved: false,
    lastMovedMs,
    abandonAfterMs,
    abandon: () => void (abandoned += 1),
    get abandoned() {
      return abandoned
    },
  }
}

describe('the watch', () => {
  it('abandons what has not moved, once, and nothing else', () => {
    let now = 0
    const watch = createWatch(() => now)
    const still = watched(1000)
    const moving = watched(1000)
    watch.add(still)
    watch.add(moving)
    now = 999
    expect(watch.sweep()).toBe(0)
    moving.moved = true
    now = 1000
    expect(watch.sweep()).toBe(1)
    expect(watch.sweep()).toBe(0)
    expect([still.abandoned, moving.abandoned, watch.open]).toEqual([1, 0, 1])
    now = 2000
    expect(watch.sweep()).toBe(1)
    expect([moving.abandoned, watch.open]).toEqual([1, 0])
  })

  it('has one timer, for the soonest, and none when nothing is open', () => {
    vi.useFakeTimers()
    try {
      const watch = createWatch(() => Date.now())
      const long = watched(60_000, Date.now())
      const short = watched(1000, Date.now())
      watch.add(long)
      watch.add(short)
      expect(vi.getTimerCount()).toBe(1)
      vi.advanceTimersByTime(1000)
      expect([long.abandoned, short.abandoned]).toEqual([0, 1])
      vi.advanceTimersByTime(59_000)
      expect(long.abandoned).toBe(1)
      expect(vi.getTimerCount()).toBe(0)
      watch.add(watched(1000, Date.now()))
      expect(vi.getTimerCount()).toBe(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([Infinity, 2 ** 31])('sleeps as long as a timer can for a limit of %d ms', (abandonAfterMs) => {
    vi.useFakeTimers({ now: 0 })
    try {
      const watch = createWatch(() => Date.now())
      const one = watched(abandonAfterMs)
      watch.add(one)
      vi.advanceTimersToNextTimer()
      expect([Date.now(), one.abandoned, vi.getTimerCount()]).toEqual([2 ** 31 - 1, 0, 1])
      vi.advanceTimersToNextTimer()
      expect(one.abandoned).toBe(abandonAfterMs === Infinity ? 0 : 1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('keeps no timer for what ended', () => {
    vi.useFakeTimers()
    try {
      const watch = createWatch(() => Date.now())
      const one = watched(1000, Date.now())
      watch.add(one)
      watch.remove(one)
      expect(vi.getTimerCount()).toBe(0)
      expect(one.abandoned).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
