import { ConsoleMetricExporter } from '@opentelemetry/sdk-metrics'
import {
  createMeter,
  getGlobalMeter,
  setGlobalMeter,
  type CostSink,
  type Meter,
  type MeterOptions,
} from '@tokentoll/core'
import { environmentText } from './environment.ts'
import { createHealthMetrics } from './health/health-metrics.ts'
import { createMetricsSink, type MetricsSink } from './metrics/metrics-sink.ts'
import type { OtlpOptions } from './otlp/otlp-options.ts'
import { startOtlp, type Otlp } from './otlp/start-otlp.ts'
import { prometheusEndpoint, type PrometheusEndpoint } from './prometheus/prometheus-endpoint.ts'
import { emitWarning } from './warning.ts'

/** Options of `initBusinessMetrics`; the environment decides what they leave open. */
export interface BusinessMetricsOptions extends OtlpOptions {
  /** Further sinks of the meter, e.g. the ledger. */
  readonly sinks?: readonly CostSink[]
  /** Prices, gate and the rest of the meter. */
  readonly meter?: Omit<MeterOptions, 'sinks'>
}

/** What `initBusinessMetrics` started. */
export interface BusinessMetrics {
  /** The meter that is now the global one. */
  readonly meter: Meter
  readonly calls: MetricsSink
  /** The export over OTLP, or to the console; undefined when the environment asks for something else. */
  readonly otlp: Otlp | undefined
  /** The endpoint to scrape when `OTEL_METRICS_EXPORTER=prometheus`; undefined when it could not listen. */
  readonly endpoint: Promise<PrometheusEndpoint | undefined>
  /** Sends what there is. Never rejects. */
  flush(): Promise<void>
  /** Flushes, ends the export and takes the global meter back. Never rejects; safe to call twice. */
  shutdown(): Promise<void>
}

/**
 * Starts business metrics in one call: a meter that `recordLlmCost` uses from now on, published as the
 * standard `OTEL_*` variables say (`OTEL_METRICS_EXPORTER`: `otlp` by default, `prometheus`, `console` or
 * `none`), together with the health of the metering.
 *
 * @throws TokentollError `invalid_option` or `instance_id_fixed`; never because of the environment.
 */
export function initBusinessMetrics(options: BusinessMetricsOptions = {}): BusinessMetrics {
  const warn = options.onWarning ?? emitWarning
  const kinds = exporterKinds(options, warn)
  const otlp = kinds.has('otlp')
    ? startOtlp(options)
    : kinds.has('console')
      ? startOtlp({ ...options, exporter: new ConsoleMetricExporter() })
      : undefined
  const calls = otlp?.calls ?? createMetricsSink(options)
  // Sinks close from the last to the first: the export publishes a ledger's totals before the ledger closes.
  const meter = createMeter({ ...options.meter, sinks: [...(options.sinks ?? []), otlp?.sink ?? calls] })
  const health = createHealthMetrics({
    meter,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  otlp?.publish(health)
  const endpoint = kinds.has('prometheus')
    ? startEndpoint({ ...options, sources: [calls, health, ...(options.sources ?? [])] }, warn)
    : Promise.resolve(undefined)
  setGlobalMeter(meter)
  let ended: Promise<void> | undefined
  return {
    meter,
    calls,
    otlp,
    endpoint,
    flush: () => meter.flush(),
    shutdown() {
      ended ??= (async () => {
        await meter.close()
        await (await endpoint)?.close()
        // After a hot reload the global meter is the younger one's.
        if (isGlobal(meter)) setGlobalMeter(undefined)
      })()
      return ended
    },
  }
}

function isGlobal(meter: Meter): boolean {
  try {
    return getGlobalMeter() === meter
  } catch {
    return false
  }
}

async function startEndpoint(
  options: Pick<OtlpOptions, 'prefix' | 'sources' | 'clock'>,
  warn: (message: string, cause?: unknown) => void,
): Promise<PrometheusEndpoint | undefined> {
  const { prefix, sources = [], clock } = options
  const port = environmentText('OTEL_EXPORTER_PROMETHEUS_PORT')
  const host = environmentText('OTEL_EXPORTER_PROMETHEUS_HOST')
  try {
    return await prometheusEndpoint({
      sources,
      onWarning: warn,
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port: Number(port) }),
      ...(prefix === undefined ? {} : { prefix }),
      ...(clock === undefined ? {} : { clock }),
    })
  } catch (error) {
    warn(`metrics are not offered for scraping: ${String(error)}`, error)
    return undefined
  }
}

const knownKinds = ['otlp', 'prometheus', 'console', 'none'] as const
type ExporterKind = (typeof knownKinds)[number]

/** A list of exporters is standard; `console` beside `otlp` is the one pair that is not to be had. */
function exporterKinds(
  options: BusinessMetricsOptions,
  warn: (message: string) => void,
): ReadonlySet<ExporterKind> {
  if (options.exporter !== undefined || options.endpoint !== undefined) return new Set(['otlp'])
  if (environmentText('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return new Set(['none'])
  const kinds = new Set<ExporterKind>()
  for (const asked of (environmentText('OTEL_METRICS_EXPORTER') ?? '').toLowerCase().split(',')) {
    const name = asked.trim()
    const known = knownKinds.find((kind) => kind === name)
    if (known !== undefined) kinds.add(known)
    else if (name !== '') warn(`OTEL_METRICS_EXPORTER=${name} is not known here and left out`)
  }
  if (kinds.has('otlp') && kinds.has('console'))
    warn('OTEL_METRICS_EXPORTER: console is left out beside otlp')
  return kinds.size === 0 ? new Set(['otlp']) : kinds
}
