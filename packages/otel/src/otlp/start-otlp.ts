import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import type { CostSink } from '@tokentoll/core'
import { atMost } from '../at-most.ts'
import { createMetricsSink, type MetricsSink } from '../metrics/metrics-sink.ts'
import { createDeltaConverter } from '../publish/delta.ts'
import type { MetricSource } from '../publish/metric-source.ts'
import { createPublisher } from '../publish/publisher.ts'
import { createDeliveringExporter } from './delivering-exporter.ts'
import { warnAboutEnvironment } from './endpoint.ts'
import { createExportHealth, type ExportHealth } from './export-health.ts'
import { flushAtExit } from './flush-at-exit.ts'
import { checkOtlpOptions, type OtlpOptions } from './otlp-options.ts'
import { otlpExporter } from './otlp-exporter.ts'
import { createResource } from './resource.ts'

/** A running export. */
export interface Otlp {
  /** Give it to `createMeter({ sinks: [otlp.sink] })`; closing the meter flushes and ends the export. */
  readonly sink: CostSink
  /** The call metrics themselves, for a second way out, e.g. `prometheusEndpoint({ sources: [otlp.calls] })`. */
  readonly calls: MetricsSink
  /** The OpenTelemetry provider, for metrics of your own with the same resource and reader. */
  readonly meterProvider: MeterProvider
  /** The `service.instance.id` of this start. */
  readonly instanceId: string
  /** Publishes a further source. */
  publish(source: MetricSource): void
  /** Sends what there is. Resolves when it has arrived or failed; see `health()`. Never rejects. */
  flush(): Promise<void>
  /**
   * Flushes, stops the timer, takes the exit listeners off. Never rejects; safe to call twice; takes no longer
   * than `exitTimeoutMs`.
   */
  shutdown(): Promise<void>
  health(): ExportHealth
}

/**
 * Starts to export metrics: protobuf over HTTP, a fresh `service.instance.id`, limits raised, and a flush
 * when the process ends. A collector that is away costs nothing but time: counters are cumulative. It starts
 * also where `OTEL_SDK_DISABLED` is set, which only `initBusinessMetrics` obeys.
 *
 * @throws TokentollError `invalid_option` or `instance_id_fixed`.
 */
export function startOtlp(options: OtlpOptions = {}): Otlp {
  const {
    warn,
    clock,
    exportIntervalMs,
    timeoutMs,
    maxPointsPerRequest,
    temporality,
    flushSignals,
    exitTimeoutMs,
  } = checkOtlpOptions(options)
  const { resource, instanceId } = createResource({
    ...(options.serviceName === undefined ? {} : { 'service.name': options.serviceName }),
    ...options.resource,
  })
  const counted = createMetricsSink(options)
  let hasNews = false
  const calls: MetricsSink = {
    ...counted,
    record(call) {
      hasNews = true
      counted.record(call)
    },
  }
  const delta = temporality === 'delta' ? createDeltaConverter() : undefined
  const publisher = createPublisher({
    sources: [calls, ...(options.sources ?? [])],
    prefix: options.prefix,
    clock,
    warn,
    delta,
  })
  const health = createExportHealth(warn, clock)
  if (options.exporter === undefined) warnAboutEnvironment(options.endpoint !== undefined, warn)
  const exporter = createDeliveringExporter({
    exporter: options.exporter ?? otlpExporter({ ...options, temporality, timeoutMs }),
    maxPointsPerRequest,
    onRequest(request, delivery, error) {
      health.request(delivery, error)
      if (delta === undefined) return
      const metrics = request.scopeMetrics.flatMap((scope) => scope.metrics)
      if (delivery === 'arrived') delta.arrived(metrics)
      if (delivery === 'rejected') delta.rejected(metrics)
    },
    onSending: publisher.sending,
  })
  const reader = new PeriodicExportingMetricReader({
    exporter,
    metricProducers: [publisher],
    exportIntervalMillis: exportIntervalMs,
    exportTimeoutMillis: exportIntervalMs,
    // For the user's own instruments: the SDK's 2,000 would put the rest where no tenant is named.
    cardinalityLimits: { default: 100_000 },
  })
  const meterProvider = new MeterProvider({ resource, readers: [reader] })
  let ended: Promise<void> | undefined

  const flush = async (): Promise<void> => {
    hasNews = false
    try {
      await meterProvider.forceFlush()
      // That sent older deltas once more; the newer ones were waiting for them.
      if (delta !== undefined) await meterProvider.forceFlush()
    } catch (error) {
      health.failure(error)
    }
  }
  const leaveExit =
    flushSignals.length === 0
      ? () => {}
      : flushAtExit({ flush, hasNews: () => hasNews, signals: flushSignals, timeoutMs: exitTimeoutMs })
  const endExport = async (): Promise<void> => {
    await calls.close()
    if (delta !== undefined) await flush()
    await meterProvider.shutdown().catch((error: unknown) => health.failure(error))
  }
  const shutdown = (): Promise<void> =>
    (ended ??= (async () => {
      leaveExit()
      await atMost(exitTimeoutMs, endExport())
    })())

  return {
    sink: { name: calls.name, record: calls.record, flush, close: shutdown },
    calls,
    meterProvider,
    instanceId,
    publish: publisher.add,
    flush: () => (ended === undefined ? flush() : ended),
    shutdown,
    health: health.snapshot,
  }
}
