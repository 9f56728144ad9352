import type { Collected, MetricSource } from '../publish/metric-source.ts'
import { epochMs, hrTime } from '../series/hr-time.ts'

/** One published value, flattened for comparison. */
export interface PublishedPoint {
  readonly metric: string
  readonly labels: Readonly<Record<string, unknown>>
  readonly value: number
  readonly startMs: number
  readonly timeMs: number
}

/** The reader that `collectPoints` collects for. */
export const reader: object = {}

/** Collects a source the way a reader does and flattens the numbers; histograms appear as `_count` and `_sum`. */
export async function collectPoints(
  source: MetricSource,
  timeMs: number,
  since?: number,
): Promise<{ readonly points: readonly PublishedPoint[]; readonly collected: Collected }> {
  const collected = await source.collect({ reader, time: hrTime(timeMs), since })
  const points = collected.families.flatMap((family): PublishedPoint[] =>
    family.kind === 'histogram'
      ? family.points.flatMap((point) => [
          flatten(`${family.metric.name}_count`, point, point.value.count),
          flatten(`${family.metric.name}_sum`, point, point.value.sum ?? Number.NaN),
        ])
      : family.points.map((point) => flatten(family.metric.name, point, point.value)),
  )
  return { points, collected }
}

function flatten(
  metric: string,
  point: Pick<PublishedPoint, never> & {
    readonly attributes: Readonly<Record<string, unknown>>
    readonly startTime: [number, number]
    readonly endTime: [number, number]
  },
  value: number,
): PublishedPoint {
  return {
    metric,
    labels: point.attributes,
    value,
    startMs: epochMs(point.startTime),
    timeMs: epochMs(point.endTime),
  }
}

/** The newest value of the one series that has these labels; throws when there is none or more than one. */
export function valueOf(
  points: readonly PublishedPoint[],
  metric: string,
  labels: Readonly<Record<string, string>>,
): number {
  const matching = points.filter(
    (point) =>
      point.metric === metric &&
      Object.entries(labels).every(([name, value]) => point.labels[name] === value),
  )
  const newest = Math.max(...matching.map((point) => point.timeMs))
  const [first, ...others] = matching.filter((point) => point.timeMs === newest)
  if (first === undefined || others.length > 0) {
    throw new Error(`${matching.length} series of ${metric} match ${JSON.stringify(labels)}`)
  }
  return first.value
}
