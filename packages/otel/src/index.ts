export { createMetricsSink, type MetricsSink } from './metrics/metrics-sink.ts'
export type { MetricsSinkOptions, UserLabel } from './metrics/options.ts'
export type { ExportHealth } from './otlp/export-health.ts'
export type { OtlpOptions } from './otlp/otlp-options.ts'
export type { ResourceAttributes } from './otlp/resource.ts'
export { startOtlp, type Otlp } from './otlp/start-otlp.ts'
export {
  createMetricProducer,
  type MetricProducerOptions,
  type TokentollMetricProducer,
} from './publish/metric-producer.ts'
export type { Collected, Collection, MetricFamily, MetricSource } from './publish/metric-source.ts'
export { defaultDimensions, type MetricDimension } from './series/dimension.ts'
export { missingValue, otherValue } from './series/label-value.ts'
export {
  initBusinessMetrics,
  type BusinessMetrics,
  type BusinessMetricsOptions,
} from './init-business-metrics.ts'
