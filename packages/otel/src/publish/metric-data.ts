import { ValueType } from '@opentelemetry/api'
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics'
import { instrumentName } from '@tokentoll/core/semconv'
import type { MetricFamily } from './metric-source.ts'

/** A family as the OpenTelemetry SDK and its exporters know it. */
export function toMetricData(family: MetricFamily, prefix: string | undefined): MetricData {
  const { metric } = family
  const base = {
    descriptor: {
      name: instrumentName(metric, prefix),
      description: metric.description,
      unit: metric.unit,
      valueType: family.kind !== 'histogram' && family.isInteger ? ValueType.INT : ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  switch (family.kind) {
    case 'sum':
      return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: family.points }
    case 'gauge':
      return { ...base, dataPointType: DataPointType.GAUGE, dataPoints: family.points }
    case 'histogram':
      return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints: family.points }
    default:
      throw new TypeError(`unknown kind of metric ${metric.name}`)
  }
}
