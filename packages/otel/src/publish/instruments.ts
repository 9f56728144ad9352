import type { BatchObservableResult, Histogram, Meter, MeterProvider, Observable } from '@opentelemetry/api'
import { allMetrics, instrumentName, type MetricDefinition } from '@tokentoll/core/semconv'
import type { HistogramCell } from '../series/cells.ts'
import { hrTime } from '../series/hr-time.ts'
import { createPointFolder, type PointFolder } from './fold-points.ts'
import type { MetricFamily, MetricSource } from './metric-source.ts'
import { checkPrefix } from './prefix.ts'
import { createReadSources } from './read-sources.ts'

/** Options of `createInstruments`. */
export interface InstrumentsOptions {
  readonly meterProvider: MeterProvider
  readonly sources: readonly MetricSource[]
  readonly prefix: string | undefined
  readonly clock: () => number
  readonly warn: (message: string, cause?: unknown) => void
  /** Most points per instrument, below the provider's own limit. */
  readonly seriesLimit: number
}

/** Instruments of a provider that belongs to the application. */
export interface Instruments {
  add(source: MetricSource): void
  /** Histograms cannot be handed over in sums: each observation goes to the provider as it is made. */
  observe(metric: MetricDefinition, bounds: readonly number[], cell: HistogramCell, value: number): void
  detach(): void
}

/**
 * Publishes through the instruments of an existing provider. Counters and gauges are observed at collection;
 * what is beyond the limit is summed here, because the SDK would keep only the last amount of it.
 */
export function createInstruments(options: InstrumentsOptions): Instruments {
  const { meterProvider, clock, warn, seriesLimit } = options
  const prefix = checkPrefix(options.prefix)
  const sources = [...options.sources]
  const meter = meterProvider.getMeter('@tokentoll/otel')
  const observables = new Map<string, Observable>()
  const histograms = new Map<string, Histogram>()
  for (const metric of allMetrics) {
    if (metric.kind !== 'histogram') observables.set(metric.name, createObservable(meter, metric, prefix))
  }
  const folders = new Map<string, PointFolder>()
  const readSources = createReadSources(warn)
  const reader = {}
  let last = clock()

  async function collect(): Promise<readonly MetricFamily[]> {
    last = Math.max(clock(), last + 1)
    const timeMs = last
    const { readings } = await readSources(sources, () => ({ reader, time: hrTime(timeMs), since: Infinity }))
    for (const { source } of readings) source.delivered?.(reader, timeMs)
    return readings.flatMap(({ collected }) => collected.families)
  }

  function folderOf(family: MetricFamily): PointFolder {
    const { name } = family.metric
    let folder = folders.get(name)
    if (folder === undefined) {
      const isCounter = family.kind === 'sum' && family.isSharedTotal !== true
      folders.set(name, (folder = createPointFolder({ limit: seriesLimit, isCounter })))
    }
    return folder
  }

  const callback = async (result: BatchObservableResult): Promise<void> => {
    for (const family of await collect()) {
      const observable = observables.get(family.metric.name)
      if (family.kind === 'histogram' || observable === undefined) continue
      for (const point of folderOf(family).fold(family.points)) {
        result.observe(observable, point.value, point.attributes)
      }
    }
  }
  const all = [...observables.values()]
  meter.addBatchObservableCallback(callback, all)

  return {
    add: (source) => void sources.push(source),
    observe(metric, bounds, cell, value) {
      let instrument = histograms.get(metric.name)
      if (instrument === undefined) {
        instrument = createHistogram(meter, metric, bounds, prefix)
        histograms.set(metric.name, instrument)
      }
      instrument.record(value, cell.attributes)
    },
    detach: () => meter.removeBatchObservableCallback(callback, all),
  }
}

function createObservable(meter: Meter, metric: MetricDefinition, prefix: string | undefined): Observable {
  const { unit, description } = metric
  const name = instrumentName(metric, prefix)
  return metric.kind === 'counter'
    ? meter.createObservableCounter(name, { unit, description })
    : meter.createObservableGauge(name, { unit, description })
}

function createHistogram(
  meter: Meter,
  metric: MetricDefinition,
  bounds: readonly number[],
  prefix: string | undefined,
): Histogram {
  const { unit, description } = metric
  return meter.createHistogram(instrumentName(metric, prefix), {
    unit,
    description,
    advice: { explicitBucketBoundaries: [...bounds] },
  })
}
