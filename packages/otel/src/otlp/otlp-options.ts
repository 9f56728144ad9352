import type { PushMetricExporter } from '@opentelemetry/sdk-metrics'
import { TokentollError } from '@tokentoll/core'
import { environmentText } from '../environment.ts'
import type { MetricsSinkOptions } from '../metrics/options.ts'
import type { MetricSource } from '../publish/metric-source.ts'
import { emitWarning } from '../warning.ts'
import type { ResourceAttributes } from './resource.ts'

/** Options of `startOtlp`. What is left out is read from the standard `OTEL_*` variables. */
export interface OtlpOptions extends MetricsSinkOptions {
  /** OTLP/HTTP address of the collector, with or without `/v1/metrics`; default `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint?: string
  /** Sent with every request, e.g. `{ authorization: 'Bearer ...' }`; default `OTEL_EXPORTER_OTLP_HEADERS`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Before every metric name of ours, e.g. `regintel`; default: none. */
  readonly prefix?: string
  /** Default `OTEL_METRIC_EXPORT_INTERVAL`, else 15,000 ms. */
  readonly exportIntervalMs?: number
  /** Time-out of one request; default `OTEL_EXPORTER_OTLP_TIMEOUT`, else 10,000 ms; never above the interval. */
  readonly timeoutMs?: number
  /** Resource attributes besides `OTEL_RESOURCE_ATTRIBUTES`; `service.name` has its own option. */
  readonly resource?: ResourceAttributes
  /** Default `OTEL_SERVICE_NAME`. */
  readonly serviceName?: string
  /**
   * `cumulative` (default) loses nothing while a collector is away. `delta` is for collectors with a queue of
   * their own (vmagent, OpenTelemetry Collector); unsent deltas are held back here, one collection at a time.
   * Default `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE` when that is `delta`.
   */
  readonly temporality?: 'cumulative' | 'delta'
  /** More to publish beside the calls: ledger totals, budgets, health. */
  readonly sources?: readonly MetricSource[]
  /** Signals at which what is not yet sent is flushed; default SIGTERM and SIGINT. Empty: none, and no flush at exit. */
  readonly flushSignals?: readonly NodeJS.Signals[]
  /** Longest time that a flush at exit, or `shutdown`, may take; default 5,000 ms. */
  readonly exitTimeoutMs?: number
  /** Most data points in one request; default 5,000. */
  readonly maxPointsPerRequest?: number
  /** Replaces the OTLP exporter, e.g. by a console exporter. */
  readonly exporter?: PushMetricExporter
  /** Called once per kind of trouble; default: `process.emitWarning`. */
  readonly onWarning?: (message: string, cause?: unknown) => void
}

/** The same with every default in its place. */
export interface CheckedOtlpOptions {
  readonly warn: (message: string, cause?: unknown) => void
  readonly clock: () => number
  readonly exportIntervalMs: number
  readonly timeoutMs: number
  readonly maxPointsPerRequest: number
  readonly temporality: 'cumulative' | 'delta'
  readonly flushSignals: readonly NodeJS.Signals[]
  readonly exitTimeoutMs: number
}

export function checkOtlpOptions(options: OtlpOptions): CheckedOtlpOptions {
  const { onWarning: warn = emitWarning, clock = Date.now } = options
  const exportIntervalMs = count(
    'exportIntervalMs',
    options.exportIntervalMs ?? fromEnvironment('OTEL_METRIC_EXPORT_INTERVAL', warn) ?? 15_000,
  )
  const timeoutMs = count(
    'timeoutMs',
    options.timeoutMs ??
      fromEnvironment('OTEL_EXPORTER_OTLP_METRICS_TIMEOUT', warn) ??
      fromEnvironment('OTEL_EXPORTER_OTLP_TIMEOUT', warn) ??
      10_000,
  )
  return {
    warn,
    clock,
    exportIntervalMs,
    timeoutMs: Math.min(timeoutMs, exportIntervalMs),
    maxPointsPerRequest: count('maxPointsPerRequest', options.maxPointsPerRequest ?? 5000),
    temporality: options.temporality ?? temporalityFromEnvironment(),
    flushSignals: options.flushSignals ?? ['SIGTERM', 'SIGINT'],
    exitTimeoutMs: count('exitTimeoutMs', options.exitTimeoutMs ?? 5000),
  }
}

function count(field: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new TokentollError({
    code: 'invalid_option',
    problem: `${field} is not a whole number above 0`,
    remedy: 'Give a whole number, or leave the option out for its default',
    field,
    value,
  })
}

// A variable that is wrong must not keep the application from starting: it is named and passed over.
function fromEnvironment(name: string, warn: (message: string) => void): number | undefined {
  const text = environmentText(name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  warn(`${name}=${text} is not a whole number of milliseconds above 0; the default is used`)
  return undefined
}

function temporalityFromEnvironment(): 'cumulative' | 'delta' {
  const preference = environmentText('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE')
  return preference?.toLowerCase() === 'delta' ? 'delta' : 'cumulative'
}
