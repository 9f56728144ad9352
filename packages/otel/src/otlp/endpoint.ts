import { TokentollError } from '@tokentoll/core'

const metricsPath = '/v1/metrics'

/**
 * The address that metrics are posted to. Takes a collector's base address, as `OTEL_EXPORTER_OTLP_ENDPOINT`
 * does, or the whole address ending in `/v1/metrics`.
 */
export function metricsUrl(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TokentollError({
      code: 'invalid_option',
      problem: 'endpoint is not an http or https address',
      remedy: 'Give the address of an OTLP/HTTP collector, e.g. http://127.0.0.1:4318',
      field: 'endpoint',
      value: endpoint,
    })
  }
  if (!url.pathname.endsWith(metricsPath)) url.pathname = url.pathname.replace(/\/+$/, '') + metricsPath
  return url.toString()
}
