import { TokentollError } from '@tokentoll/core'
import { environmentText } from '../environment.ts'

const metricsPath = '/v1/metrics'
/** Addresses that take metrics as they are; the second one is VictoriaMetrics' own. */
const wholePaths = [metricsPath, '/opentelemetry/api/v1/push']

/**
 * The address that metrics are posted to. Takes a collector's base address, as `OTEL_EXPORTER_OTLP_ENDPOINT`
 * does, or the whole address: one that ends in `/v1/metrics`, or VictoriaMetrics' `/opentelemetry/api/v1/push`.
 */
export function metricsUrl(endpoint: string): string {
  const url = httpUrl(endpoint)
  if (url === undefined) {
    throw new TokentollError({
      code: 'invalid_option',
      problem: 'endpoint is not an http or https address',
      remedy: 'Give the address of an OTLP/HTTP collector, e.g. http://127.0.0.1:4318',
      field: 'endpoint',
      value: endpoint,
    })
  }
  const path = url.pathname.replace(/\/+$/, '')
  url.pathname = wholePaths.some((whole) => path.endsWith(whole)) ? path : path + metricsPath
  return url.toString()
}

const endpointVariables = ['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT']
const protocolVariables = ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']

/** Names what the environment asks for and does not get. */
export function warnAboutEnvironment(hasEndpoint: boolean, warn: (message: string) => void): void {
  const [endpoint, address] = firstSet(endpointVariables)
  if (!hasEndpoint && address !== undefined && httpUrl(address) === undefined) {
    warn(`${endpoint}=${address} is not an http or https address; the exporter's default is used`)
  }
  const [protocol, asked] = firstSet(protocolVariables)
  if (asked !== undefined && asked !== 'http/protobuf') {
    warn(`${protocol}=${asked} is not spoken here; metrics are sent as http/protobuf`)
  }
}

function firstSet(names: readonly string[]): readonly [string | undefined, string | undefined] {
  const name = names.find((candidate) => environmentText(candidate) !== undefined)
  return [name, name === undefined ? undefined : environmentText(name)]
}

function httpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined
}
