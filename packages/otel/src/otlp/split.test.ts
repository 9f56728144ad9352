import { expect, it } from 'vitest'
import { emptyResource } from '@opentelemetry/resources'
import { ValueType } from '@opentelemetry/api'
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics'
import { splitByPoints } from './split.ts'

function metrics(...counts: number[]): ResourceMetrics {
  return {
    resource: emptyResource(),
    scopeMetrics: [
      {
        scope: { name: 'test' },
        metrics: counts.map((count, index) => ({
          descriptor: { name: `m${index}`, description: '', unit: '', valueType: ValueType.INT },
          aggregationTemporality: AggregationTemporality.CUMULATIVE,
          dataPointType: DataPointType.GAUGE,
          dataPoints: Array.from({ length: count }, (_, value) => ({
            attributes: {},
            startTime: [0, 0] as [number, number],
            endTime: [0, 0] as [number, number],
            value,
          })),
        })),
      },
    ],
  }
}

const shape = (all: ResourceMetrics, most: number) =>
  Array.from(splitByPoints(all, most), ({ scopeMetrics }) =>
    scopeMetrics.flatMap((scope) => scope.metrics.map((m) => [m.descriptor.name, m.dataPoints.length])),
  )

it('cuts by points, across metrics, and leaves no empty request', () => {
  expect(shape(metrics(3, 4), 100)).toEqual([
    [
      ['m0', 3],
      ['m1', 4],
    ],
  ])
  expect(shape(metrics(3, 4), 2)).toEqual([
    [['m0', 2]],
    [
      ['m0', 1],
      ['m1', 1],
    ],
    [['m1', 2]],
    [['m1', 1]],
  ])
  expect(shape(metrics(4), 2)).toEqual([[['m0', 2]], [['m0', 2]]])
  expect(shape(metrics(0, 0), 2)).toEqual([])
})

it('passes points on without copying them', () => {
  const all = metrics(3)
  const points = Array.from(splitByPoints(all, 2)).flatMap(({ scopeMetrics }) => {
    const dataPoints: readonly unknown[] = scopeMetrics[0]!.metrics[0]!.dataPoints
    return dataPoints
  })
  expect(points[2]).toBe(all.scopeMetrics[0]!.metrics[0]!.dataPoints[2])
})
