import type { Attributes, HrTime } from '@opentelemetry/api'
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics'
import type { MetricDefinition } from '@tokentoll/core/semconv'
import type { Birth, CountCell, HistogramCell } from '../series/cells.ts'
import { epochMs } from '../series/hr-time.ts'
import type { MetricFamily } from './metric-source.ts'

/** Gathers the points of one collection: leaves out what was born after it began, puts zeros first. */
export interface PointCollector {
  number(points: DataPoint<number>[], attributes: Attributes, birth: Birth, value: number): void
  histogram(points: DataPoint<Histogram>[], cell: HistogramCell, bounds: readonly number[]): void
  counters(metric: MetricDefinition, cells: Iterable<CountCell>): MetricFamily
  gauge(metric: MetricDefinition, values: Iterable<readonly [Attributes, number]>): MetricFamily
}

/**
 * Prometheus refuses a sample that is an hour older than its newest, and all others of the request with it:
 * after a long outage a series begins without its zero.
 */
const oldestZeroMs = 30 * 60_000

export function createPointCollector(time: HrTime, since: number | undefined, mark: number): PointCollector {
  const timeMs = epochMs(time)
  // A zero at the collection before the birth lets a plain increase() see the first amount of a series.
  const needsZero = ({ epoch, startTime }: Birth): boolean => {
    if (since !== undefined && epoch < since) return false
    const age = timeMs - epochMs(startTime)
    return age > 0 && age <= oldestZeroMs
  }

  function number(points: DataPoint<number>[], attributes: Attributes, birth: Birth, value: number): void {
    if (birth.epoch >= mark) return
    const { startTime } = birth
    if (needsZero(birth)) points.push({ attributes, startTime, endTime: startTime, value: 0 })
    points.push({ attributes, startTime, endTime: time, value })
  }

  return {
    number,
    counters(metric, cells) {
      const points: DataPoint<number>[] = []
      for (const cell of cells) number(points, cell.attributes, cell.birth, cell.value)
      return { metric, kind: 'sum', isInteger: true, points }
    },
    gauge: (metric, values) => ({
      metric,
      kind: 'gauge',
      isInteger: false,
      points: Array.from(values, ([attributes, value]) => ({
        attributes,
        startTime: time,
        endTime: time,
        value,
      })),
    }),
    histogram(points, cell, bounds) {
      const { attributes, birth } = cell
      if (birth.epoch >= mark) return
      const { startTime } = birth
      if (needsZero(birth)) {
        const value = {
          buckets: { boundaries: bounds as number[], counts: cell.counts.map(() => 0) },
          count: 0,
          sum: 0,
        }
        points.push({ attributes, startTime, endTime: startTime, value })
      }
      points.push({
        attributes,
        startTime,
        endTime: time,
        value: {
          // Copied: the export reads it later, while calls go on.
          buckets: { boundaries: bounds as number[], counts: cell.counts.slice() },
          count: cell.count,
          sum: cell.sumMicros / 1e6,
        },
      })
    },
  }
}
