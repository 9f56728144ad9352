import type { MeterProvider } from '@opentelemetry/api'
import type { CostSink } from '@tokentoll/core'
import { createObservedMetricsSink, type MetricsSink } from '../metrics/metrics-sink.ts'
import type { MetricsSinkOptions } from '../metrics/options.ts'
import { createInstruments } from '../publish/instruments.ts'
import type { MetricSource } from '../publish/metric-source.ts'
import { emitWarning } from '../warning.ts'

/** Options of `attachToMeterProvider`. */
export interface AttachOptions extends MetricsSinkOptions {
  /** A provider that the application has set up, with its own readers, exporters and resource. */
  readonly meterProvider: MeterProvider
  /** Before every metric name of ours, e.g. `regintel`; default: none. */
  readonly prefix?: string
  /** More to publish beside the calls: ledger totals, budgets, health. */
  readonly sources?: readonly MetricSource[]
  /** Most series per instrument, below the provider's own limit of 2,000; the rest is summed. Default 1,900. */
  readonly seriesLimit?: number
  /** Called once per outage of a source; default: `process.emitWarning`. */
  readonly onWarning?: (message: string, cause?: unknown) => void
}

/** Call metrics that are published by a provider of the application. */
export interface AttachedMetrics {
  /** Give it to `createMeter({ sinks: [attached.sink] })`. */
  readonly sink: CostSink
  readonly calls: MetricsSink
  publish(source: MetricSource): void
  /** Takes the instruments' callback off. The provider itself goes on. */
  detach(): void
}

/**
 * Publishes through a `MeterProvider` that already exists. Second best: such a provider decides about limits,
 * instance id and zero points, so prefer `startOtlp`, or `createMetricProducer` inside a reader of your own.
 *
 * @throws TokentollError `invalid_option` when an option has no usable value.
 */
export function attachToMeterProvider(options: AttachOptions): AttachedMetrics {
  const { meterProvider, prefix, sources = [], seriesLimit = 1900, clock = Date.now } = options
  const instruments = createInstruments({
    meterProvider,
    sources,
    prefix,
    clock,
    warn: options.onWarning ?? emitWarning,
    seriesLimit,
  })
  const calls = createObservedMetricsSink(options, instruments.observe)
  instruments.add(calls)
  const flush = async (): Promise<void> => {
    const { forceFlush } = meterProvider as { forceFlush?: () => Promise<void> }
    await forceFlush?.call(meterProvider)
  }
  return {
    sink: { name: calls.name, record: calls.record, flush, close: flush },
    calls,
    publish: instruments.add,
    detach: instruments.detach,
  }
}
