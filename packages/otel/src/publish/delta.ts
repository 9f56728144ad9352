import type { Attributes, HrTime } from '@opentelemetry/api'
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  type MetricData,
} from '@opentelemetry/sdk-metrics'

type Value = number | Histogram
type Point = DataPoint<Value>

/** Turns cumulative metrics into deltas of which none is lost and none is counted twice. */
export interface DeltaConverter {
  /** Deltas of sums and histograms since the last call; while earlier ones are undecided, those again, unchanged. */
  next(cumulative: readonly MetricData[]): readonly MetricData[]
  /** These points have arrived. */
  arrived(metrics: readonly MetricData[]): void
  /** The server kept none of these: their amounts go into the next delta, with its time. */
  rejected(metrics: readonly MetricData[]): void
  /** True when there are deltas of which it is not known that they arrived. */
  isUndecided(): boolean
}

/**
 * A request that timed out may have arrived. Its points are therefore sent again unchanged, time and all, so
 * that a server that removes duplicates counts them once; new deltas wait until they are decided.
 */
export function createDeltaConverter(): DeltaConverter {
  // Attributes are one object per series for as long as the series lives.
  const counted = new WeakMap<Attributes, { value: Value; time: HrTime }>()
  let waiting: MetricData[] = []
  const undecided = new Map<Point, { value: Value; time: HrTime } | undefined>()

  function deltaOf(point: Point): Point | undefined {
    const before = counted.get(point.attributes)
    const value = subtract(point.value, before?.value)
    if (isNothing(value)) return undefined
    counted.set(point.attributes, { value: point.value, time: point.endTime })
    const delta = { ...point, startTime: before?.time ?? point.startTime, value }
    undecided.set(delta, before)
    return delta
  }

  function forget(metrics: readonly MetricData[], restore: boolean): void {
    for (const metric of metrics) {
      for (const point of metric.dataPoints as readonly Point[]) {
        if (!undecided.has(point)) continue
        const before = undecided.get(point)
        undecided.delete(point)
        if (!restore) continue
        if (before === undefined) counted.delete(point.attributes)
        else counted.set(point.attributes, before)
      }
    }
    waiting = waiting.flatMap((metric) => onlyPoints(metric, (point) => undecided.has(point)))
  }

  return {
    next(cumulative) {
      if (undecided.size > 0) return waiting
      waiting = cumulative.flatMap((metric) => {
        const points = (metric.dataPoints as readonly Point[]).flatMap((point) => deltaOf(point) ?? [])
        return points.length === 0 ? [] : [withPoints(metric, points)]
      })
      return waiting
    },
    arrived: (metrics) => forget(metrics, false),
    rejected: (metrics) => forget(metrics, true),
    isUndecided: () => undecided.size > 0,
  }
}

function withPoints(metric: MetricData, dataPoints: readonly Point[]): MetricData {
  return { ...metric, aggregationTemporality: AggregationTemporality.DELTA, dataPoints } as MetricData
}

function onlyPoints(metric: MetricData, keep: (point: Point) => boolean): MetricData[] {
  const dataPoints = (metric.dataPoints as readonly Point[]).filter(keep)
  return dataPoints.length === 0 ? [] : [{ ...metric, dataPoints } as MetricData]
}

function subtract(value: Value, before: Value | undefined): Value {
  if (before === undefined) return value
  if (typeof value === 'number' || typeof before === 'number')
    return difference(Number(value), Number(before))
  return {
    buckets: {
      boundaries: value.buckets.boundaries,
      counts: value.buckets.counts.map((count, index) => count - before.buckets.counts[index]!),
    },
    count: value.count - before.count,
    sum: difference(value.sum ?? 0, before.sum ?? 0),
  }
}

/** Both are nearest doubles of whole picodollars, or of coarser units: so is what lies between them. */
function difference(value: number, before: number): number {
  const exact = (value - before) * 1e12
  return Math.abs(exact) < Number.MAX_SAFE_INTEGER ? Math.round(exact) / 1e12 : value - before
}

function isNothing(value: Value): boolean {
  return typeof value === 'number' ? value === 0 : value.count === 0
}
