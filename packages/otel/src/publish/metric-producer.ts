import { ValueType, type HrTime } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  DataPointType,
  type CollectionResult,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics'
import { instrumentName, type MetricDefinition } from '@tokentoll/core/semconv'
import { epochMs, hrTime } from '../series/hr-time.ts'
import { emitWarning } from '../warning.ts'
import type { MetricFamily, MetricSource } from './metric-source.ts'

/** Options of `createMetricProducer`. */
export interface MetricProducerOptions {
  readonly sources?: readonly MetricSource[]
  /** Before every metric name of ours, e.g. `regintel` for `regintel.llm.cost`; default: none. */
  readonly prefix?: string
  /** Epoch milliseconds; default `Date.now`. */
  readonly clock?: () => number
  /** Called when a source fails; the others are published all the same. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string, cause?: unknown) => void
}

/** Hands finished metric data to an OpenTelemetry metric reader (its `metricProducers` option). */
export interface TokentollMetricProducer extends MetricProducer {
  add(source: MetricSource): void
  /** Tell it that the last collection arrived: only then are its newborn series known to the other side. */
  delivered(): void
}

/**
 * Makes a producer for a metric reader: the SDK adds its resource and exports, and none of its own limits,
 * hashing or aggregation touches the amounts.
 */
export function createMetricProducer(options: MetricProducerOptions = {}): TokentollMetricProducer {
  const { prefix, clock = Date.now, onWarning = emitWarning } = options
  const sources = [...(options.sources ?? [])]
  const arrived = new Map<MetricSource, number>()
  let pending: { readonly time: number; readonly marks: ReadonlyMap<MetricSource, number> } | undefined
  let last = clock()

  // Points of a series must move forward even when the clock does not.
  function nextTime(): HrTime {
    last = Math.max(clock(), last + 1)
    return hrTime(last)
  }

  return {
    add: (source) => void sources.push(source),
    async collect(): Promise<CollectionResult> {
      const time = nextTime()
      const marks = new Map<MetricSource, number>()
      const metrics: MetricData[] = []
      const errors: unknown[] = []
      for (const source of sources) {
        try {
          const { families, mark } = await source.collect({ time, since: arrived.get(source) })
          marks.set(source, mark)
          for (const family of families)
            if (family.points.length > 0) metrics.push(toMetricData(family, prefix))
        } catch (error) {
          errors.push(error)
          onWarning(`a metric source could not be read: ${String(error)}`, error)
        }
      }
      pending = { time: epochMs(time), marks }
      const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: '@tokentoll/otel' }, metrics }]
      return { resourceMetrics: { resource: resourceFromAttributes({}), scopeMetrics }, errors }
    },
    delivered() {
      if (pending === undefined) return
      for (const [source, mark] of pending.marks) {
        arrived.set(source, mark)
        source.delivered?.(pending.time)
      }
      pending = undefined
    },
  }
}

function toMetricData(family: MetricFamily, prefix: string | undefined): MetricData {
  const { metric } = family
  const base = {
    descriptor: descriptorOf(family, prefix),
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  switch (family.kind) {
    case 'sum':
      return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: family.points }
    case 'gauge':
      return { ...base, dataPointType: DataPointType.GAUGE, dataPoints: family.points }
    case 'histogram':
      return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints: family.points }
    default:
      throw new TypeError(`unknown kind of metric ${metric.name}`)
  }
}

function descriptorOf(family: MetricFamily, prefix: string | undefined): MetricData['descriptor'] {
  const { metric } = family
  return {
    name: publishedName(metric, prefix),
    description: metric.description,
    unit: metric.unit,
    valueType: family.kind !== 'histogram' && family.isInteger ? ValueType.INT : ValueType.DOUBLE,
  }
}

// Names of the OpenTelemetry conventions are everybody's: they take no prefix.
function publishedName(metric: MetricDefinition, prefix: string | undefined): string {
  return metric.name.startsWith('gen_ai.') ? metric.name : instrumentName(metric, prefix)
}
