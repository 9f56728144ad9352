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

/**
 * At most `limit` points: the first ones as they are, the amounts of the rest summed under `__other__`. An
 * SDK that folds by itself keeps only the last amount of what it folds.
 */
export function foldPoints(
  points: readonly DataPoint<number>[],
  limit: number,
): readonly DataPoint<number>[] {
  if (points.length <= limit) return points
  const folded = new Map<string, DataPoint<number>>()
  const named = points.filter((point) => !isFolded(point)).slice(0, Math.max(0, limit - countFolded(points)))
  const kept = new Set(named)
  for (const point of points) {
    if (kept.has(point)) continue
    const attributes = foldedAttributes(point.attributes)
    const key = JSON.stringify(attributes)
    const before = folded.get(key)
    const value = point.value + (before?.value ?? 0)
    folded.set(key, { ...point, attributes, value })
  }
  return [...named, ...folded.values()]
}

function countFolded(points: readonly DataPoint<number>[]): number {
  return new Set(points.map(({ attributes }) => JSON.stringify(foldedAttributes(attributes)))).size
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
