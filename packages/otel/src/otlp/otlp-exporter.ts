import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics'
import { metricsUrl } from './endpoint.ts'
import type { OtlpOptions } from './otlp-options.ts'

/** Protobuf over HTTP: the one encoding that Prometheus, VictoriaMetrics and every collector take. */
export function otlpExporter(
  { endpoint, headers }: Pick<OtlpOptions, 'endpoint' | 'headers'>,
  timeoutMs: number,
): PushMetricExporter {
  return new OTLPMetricExporter({
    ...(endpoint === undefined ? {} : { url: metricsUrl(endpoint) }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
    timeoutMillis: timeoutMs,
  })
}
