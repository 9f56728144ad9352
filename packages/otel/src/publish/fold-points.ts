import type { Attributes } from '@opentelemetry/api'
import type { DataPoint } from '@opentelemetry/sdk-metrics'
import { otherValue } from '../series/label-value.ts'

/** Labels whose values are few and fixed: folding leaves them, so that totals stay apart from their parts. */
const kept = new Set(['costType', 'isEstimated', 'tokenType', 'cached', 'outcome', 'pricing', 'period'])

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
  const most = countOfFolded(points)
  const named = points.slice(0, Math.max(0, limit - most))
  for (const point of points.slice(named.length)) {
    const attributes = foldedAttributes(point.attributes)
    const key = JSON.stringify(attributes)
    const before = folded.get(key)
    folded.set(
      key,
      before === undefined ? { ...point, attributes } : { ...before, value: before.value + point.value },
    )
  }
  return [...named, ...folded.values()]
}

function countOfFolded(points: readonly DataPoint<number>[]): number {
  return new Set(points.map((point) => JSON.stringify(foldedAttributes(point.attributes)))).size
}

function foldedAttributes(attributes: Attributes): Attributes {
  const folded: Attributes = {}
  for (const name in attributes) folded[name] = kept.has(name) ? attributes[name] : otherValue
  return folded
}
