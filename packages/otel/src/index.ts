export { createHealthMetrics, type HealthMetricsOptions } from './health/health-metrics.ts'
export {
  initBusinessMetrics,
  type BusinessMetrics,
  type BusinessMetricsOptions,
} from './init-business-metrics.ts'
export { createLedgerMetrics, type LedgerMetricsOptions } from './ledger/ledger-metrics.ts'
export { createLogSink, type LogSinkOptions } from './logging/log-sink.ts'
export { createMetricsSink, type MetricsSink } from './metrics/metrics-sink.ts'
export type { MetricsSinkOptions, UserLabel } from './metrics/options.ts'
export { attachToMeterProvider, type AttachedMetrics, type AttachOptions } from './otlp/attach.ts'
export type { ExportHealth } from './otlp/export-health.ts'
export type { OtlpOptions } from './otlp/otlp-options.ts'
export type { ResourceAttributes } from './otlp/resource.ts'
export { startOtlp, type Otlp } from './otlp/start-otlp.ts'
export {
  createPrometheusHandler,
  prometheusEndpoint,
  type PrometheusEndpoint,
  type PrometheusEndpointOptions,
  type PrometheusHandlerOptions,
} from './prometheus/prometheus-endpoint.ts'
export { createMetricProducer, type MetricProducerOptions } from './publish/metric-producer.ts'
export type { Collected, Collection, MetricFamily, MetricSource } from './publish/metric-source.ts'
export { defaultDimensions, type MetricDimension } from './series/dimension.ts'
export { missingValue, otherValue } from './series/label-value.ts'
export { baggageAttribution, baggageKeys } from './tracing/baggage-attribution.ts'
export { createSpanSink, type SpanSink } from './tracing/span-sink.ts'
