import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { AggregationTemporality, type PushMetricExporter } from '@opentelemetry/sdk-metrics'
import { metricsUrl } from './endpoint.ts'
import type { OtlpOptions } from './otlp-options.ts'

/** Options of `otlpExporter`. */
export interface OtlpExporterOptions extends Pick<OtlpOptions, 'endpoint' | 'headers'> {
  readonly timeoutMs: number
  readonly temporality: 'cumulative' | 'delta'
}

/** Protobuf over HTTP: the one encoding that Prometheus, VictoriaMetrics and every collector take. */
export function otlpExporter(options: OtlpExporterOptions): PushMetricExporter {
  const { endpoint, headers, timeoutMs, temporality } = options
  return new OTLPMetricExporter({
    ...(endpoint === undefined ? {} : { url: metricsUrl(endpoint) }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
    timeoutMillis: timeoutMs,
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the exporter pins its own copy of the SDK
    temporalityPreference:
      temporality === 'delta' ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
  })
}
