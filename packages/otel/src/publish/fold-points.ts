import type { Attributes } from '@opentelemetry/api'
import type { DataPoint } from '@opentelemetry/sdk-metrics'
import { otherValue } from '../series/label-value.ts'

/** Labels whose values are few and fixed: folding leaves them, so that totals stay apart from their parts. */
const fixedLabels = new Set([
  'costType',
  'isEstimated',
  'tokenType',
  'cached',
  'outcome',
  'pricing',
  'period',
])
/** As many remainders as the fixed labels of one metric can have values: outcomes times pricings. */
const mostRemainders = 20
/** Folded series of one metric whose last value is remembered after they have left. */
const mostRemembered = 50_000

/** Folds the points of one metric, collection after collection. */
export interface PointFolder {
  fold(points: readonly DataPoint<number>[]): readonly DataPoint<number>[]
}

/** Options of `createPointFolder`. */
export interface PointFolderOptions {
  /** Most points that leave. */
  readonly limit: number
  /** True for counters of this process: what a series had when it left stays in the remainder, which may not fall. */
  readonly isCounter: boolean
}

/**
 * Makes a folder that lets the first series through as they are and sums the amounts of all others under
 * `__other__`; an SDK that folds by itself keeps only the last amount of what it folds. Who has a name keeps
 * it, and who has none never gets one, so that no amount moves from one series to another.
 */
export function createPointFolder({ limit, isCounter }: PointFolderOptions): PointFolder {
  const mostNamed = Math.max(0, limit - Math.min(mostRemainders, Math.ceil(limit / 2)))
  const named = new Set<string>()
  const folded = new Map<string, { readonly remainder: string; value: number }>()
  /** By remainder: what series had that are forgotten, or that began again. */
  const kept = new Map<string, number>()

  function keep(remainder: string, value: number): void {
    kept.set(remainder, (kept.get(remainder) ?? 0) + value)
  }

  function remember(key: string, remainder: string, value: number): void {
    const before = folded.get(key)
    if (before !== undefined && value < before.value) keep(remainder, before.value)
    folded.delete(key)
    folded.set(key, { remainder, value })
    if (folded.size <= mostRemembered) return
    const [oldest, { remainder: itsRemainder, value: last }] = folded.entries().next().value!
    folded.delete(oldest)
    keep(itsRemainder, last)
  }

  return {
    fold(points) {
      const through: DataPoint<number>[] = []
      const remainders = new Map<string, DataPoint<number>>()
      const sums = new Map<string, number>()
      for (const point of points) {
        const key = JSON.stringify(point.attributes)
        if (named.has(key) || (named.size < mostNamed && !isFolded(point))) {
          named.add(key)
          through.push(point)
          continue
        }
        const attributes = foldedAttributes(point.attributes)
        const remainder = JSON.stringify(attributes)
        remainders.set(remainder, { ...point, attributes })
        if (isCounter) remember(key, remainder, point.value)
        else sums.set(remainder, (sums.get(remainder) ?? 0) + point.value)
      }
      if (isCounter) {
        for (const [remainder, value] of kept) sums.set(remainder, value)
        for (const { remainder, value } of folded.values()) {
          sums.set(remainder, (sums.get(remainder) ?? 0) + value)
        }
      }
      for (const [remainder, point] of remainders) through.push({ ...point, value: sums.get(remainder)! })
      return through
    },
  }
}

// The sink folds as well: its remainder and ours are one series.
function isFolded({ attributes }: DataPoint<number>): boolean {
  return Object.entries(attributes).every(([name, value]) => fixedLabels.has(name) || value === otherValue)
}

function foldedAttributes(attributes: Attributes): Attributes {
  const folded: Attributes = {}
  for (const name in attributes) folded[name] = fixedLabels.has(name) ? attributes[name] : otherValue
  return folded
}
