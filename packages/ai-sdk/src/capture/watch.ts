/** Something under way that may never end by itself. */
export interface Watched {
  /** Set whenever it moves; the watch takes it back when it looks. To read the clock for each part costs more. */
  moved: boolean
  /** Milliseconds of the monotonic clock at which it was last known to move. */
  lastMovedMs: number
  /** `Infinity` for never. */
  readonly abandonAfterMs: number
  /** Books it as abandoned. */
  abandon(): void
}

/** Finds streams that nobody reads any more. */
export interface Watch {
  add(watched: Watched): void
  remove(watched: Watched): void
  /** Books what has not moved for so long, or for its own limit; returns how many. */
  sweep(idleMs?: number): number
  readonly open: number
}

// Longer than this, Node's timers fire after a millisecond: the watch looks in between, and sleeps again.
const longestTimerMs = 2_147_483_647

/** Makes a watch; its one timer runs only while something is open, and never keeps the process alive. */
export function createWatch(now: () => number = () => performance.now()): Watch {
  const all = new Set<Watched>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let dueMs = Infinity

  const sweep = (idleMs?: number): number => {
    let booked = 0
    const at = now()
    for (const watched of all) {
      if (watched.moved) {
        watched.moved = false
        watched.lastMovedMs = at
      }
      if (at - watched.lastMovedMs < (idleMs ?? watched.abandonAfterMs)) continue
      all.delete(watched)
      watched.abandon()
      booked += 1
    }
    return booked
  }

  const schedule = (wantedMs: number): void => {
    const delayMs = Math.min(longestTimerMs, wantedMs)
    clearTimeout(timer)
    dueMs = now() + delayMs
    timer = setTimeout(() => {
      timer = undefined
      sweep()
      const next = soonest(all, now())
      if (next !== undefined) schedule(next)
    }, delayMs)
    timer.unref?.()
  }

  return {
    add(watched) {
      all.add(watched)
      if (timer === undefined || now() + watched.abandonAfterMs < dueMs) schedule(watched.abandonAfterMs)
    },
    remove(watched) {
      all.delete(watched)
      if (all.size > 0 || timer === undefined) return
      clearTimeout(timer)
      timer = undefined
    },
    sweep,
    get open() {
      return all.size
    },
  }
}

// Not more often than ten times a second, however many streams are close to their limit.
function soonest(all: ReadonlySet<Watched>, at: number): number | undefined {
  let next: number | undefined
  for (const watched of all) {
    const left = watched.abandonAfterMs - (at - watched.lastMovedMs)
    if (next === undefined || left < next) next = left
  }
  return next === undefined ? undefined : Math.max(100, next)
}
