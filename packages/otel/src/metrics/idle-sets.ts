import type { Births } from '../series/births.ts'
import type { CallSeries } from '../series/call-series.ts'
import type { Debts } from '../series/debts.ts'
import type { DurationTable } from '../series/duration-table.ts'
import type { SeriesTable } from '../series/series-table.ts'
import type { RetiredCost } from './retired-cost.ts'

/**
 * Lets sets of labels leave that nobody uses, and come back, in such a way that a rule that remembers for eight
 * or nine hours what it has counted of a series sees neither an amount twice nor one too few: a set that comes
 * back soon goes on from its old value, one that comes back later begins at zero, and in between it waits.
 */
export interface IdleSets {
  /** Call it before anything is added to a set. */
  wake(series: CallSeries, nowMs: number): void
  /** The sets to publish at an instant. */
  published(timeMs: number): readonly CallSeries[]
  /** Every reader has what was collected up to an instant; the last collection was at another. */
  delivered(everybodyHasMs: number, lastCollectedMs: number): void
  /** Nothing waits any longer: the process ends. */
  release(): void
}

/** What `createIdleSets` works on. */
export interface IdleSetsOptions {
  readonly table: SeriesTable<CallSeries>
  readonly durations: DurationTable
  readonly retired: RetiredCost
  readonly debts: Debts
  readonly births: Births
  readonly idleAfterMs: number
}

const hourMs = 3_600_000
/** The rules of `@tokentoll/alerts` remember for 8 hours at least: until shortly before, a set goes on where it was. */
const resumeWithinMs = 7.5 * hourMs
/** And for 9 at most: from here on they have forgotten it for sure. */
const forgottenAfterMs = 9.5 * hourMs

export function createIdleSets(options: IdleSetsOptions): IdleSets {
  const { table, durations, retired, debts, births, idleAfterMs } = options
  const held = new Set<CallSeries>()
  let paused = 0

  function retire(series: CallSeries): void {
    for (const cell of series.costs) if (cell !== undefined) debts.settleCost(cell)
    for (const cell of [...series.tokens, ...series.requests]) if (cell !== undefined) debts.settleCount(cell)
    retired.add(series, births.current())
  }

  function release(series: CallSeries): void {
    const birth = births.current()
    for (const cell of [...series.costs, ...series.tokens, ...series.requests]) {
      if (cell !== undefined) cell.birth = birth
    }
    series.heldUntil = undefined
    held.delete(series)
  }

  return {
    wake(series, nowMs) {
      const { pausedAt } = series
      if (pausedAt === undefined) return
      series.pausedAt = undefined
      paused -= 1
      if (nowMs - pausedAt <= resumeWithinMs) return
      retire(series)
      series.costs = [undefined, undefined]
      series.tokens = []
      series.requests = []
      series.heldUntil = pausedAt + forgottenAfterMs
      held.add(series)
    },
    published(timeMs) {
      for (const series of held) if (series.heldUntil! <= timeMs) release(series)
      const all = table.groups()
      if (paused === 0 && held.size === 0) return all
      return all.filter(({ pausedAt, heldUntil }) => pausedAt === undefined && heldUntil === undefined)
    },
    delivered(everybodyHasMs, lastCollectedMs) {
      let isAnyObsolete = false
      for (const series of table.groups()) {
        if (series.pausedAt !== undefined) {
          isAnyObsolete ||= everybodyHasMs - series.pausedAt > forgottenAfterMs
        } else if (series.heldUntil === undefined && series.touchedAt < everybodyHasMs - idleAfterMs) {
          series.pausedAt = lastCollectedMs
          paused += 1
        }
      }
      if (!isAnyObsolete) return
      const obsolete = table.remove(
        ({ pausedAt }) => pausedAt !== undefined && everybodyHasMs - pausedAt > forgottenAfterMs,
      )
      paused -= obsolete.length
      for (const series of obsolete) {
        series.isFreed = true
        retire(series)
      }
      durations.keepOnly(new Set(table.groups().map((series) => series.durations)))
    },
    release() {
      for (const series of held) series.heldUntil = -Infinity
    },
  }
}
