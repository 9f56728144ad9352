import { ConsoleMetricExporter } from '@opentelemetry/sdk-metrics'
import { createMeter, setGlobalMeter, type CostSink, type Meter, type MeterOptions } from '@tokentoll/core'
import { createMetricsSink, type MetricsSink } from './metrics/metrics-sink.ts'
import type { OtlpOptions } from './otlp/otlp-options.ts'
import { startOtlp, type Otlp } from './otlp/start-otlp.ts'
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
  /** The export; undefined when `OTEL_METRICS_EXPORTER` or `OTEL_SDK_DISABLED` turned it off. */
  readonly otlp: Otlp | undefined
  /** Sends what there is. Never rejects. */
  flush(): Promise<void>
  /** Flushes, ends the export and takes the global meter back. Safe to call twice. */
  shutdown(): Promise<void>
}

/**
 * Starts business metrics in one call: a meter that `recordLlmCost` uses from now on, exported over OTLP as
 * the standard `OTEL_*` variables say (`OTEL_METRICS_EXPORTER`: `otlp` by default, `console` or `none`).
 *
 * @throws TokentollError `invalid_option` or `instance_id_fixed`; never because of the environment.
 */
export function initBusinessMetrics(options: BusinessMetricsOptions = {}): BusinessMetrics {
  const kind = exporterKind(options)
  const otlp =
    kind === 'none'
      ? undefined
      : startOtlp(kind === 'console' ? { ...options, exporter: new ConsoleMetricExporter() } : options)
  const calls = otlp?.calls ?? createMetricsSink(options)
  const meter = createMeter({ ...options.meter, sinks: [otlp?.sink ?? calls, ...(options.sinks ?? [])] })
  setGlobalMeter(meter)
  let ended: Promise<void> | undefined
  return {
    meter,
    calls,
    otlp,
    flush: () => meter.flush(),
    shutdown() {
      ended ??= (async () => {
        await meter.close()
        setGlobalMeter(undefined)
      })()
      return ended
    },
  }
}

function exporterKind(options: BusinessMetricsOptions): 'otlp' | 'console' | 'none' {
  if (options.exporter !== undefined || options.endpoint !== undefined) return 'otlp'
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return 'none'
  const asked = (process.env['OTEL_METRICS_EXPORTER'] ?? '').trim().toLowerCase()
  if (asked === '' || asked === 'otlp') return 'otlp'
  if (asked === 'console' || asked === 'none') return asked
  const warn = options.onWarning ?? emitWarning
  warn(`OTEL_METRICS_EXPORTER=${asked} is not known here; otlp is used`)
  return 'otlp'
}
