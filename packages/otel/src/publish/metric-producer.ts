import type { CollectionResult, MetricProducer } from '@opentelemetry/sdk-metrics'
import { emitWarning } from '../warning.ts'
import type { MetricSource } from './metric-source.ts'
import { createPublisher } from './publisher.ts'

/** Options of `createMetricProducer`. */
export interface MetricProducerOptions {
  /** What is published: call metrics, ledger totals, health. */
  readonly sources: readonly MetricSource[]
  /** Before every metric name of ours, e.g. `regintel` for `regintel.llm.cost`; default: none. */
  readonly prefix?: string
  /** Epoch milliseconds; default `Date.now`. */
  readonly clock?: () => number
  /** Called once per outage of a source; the others are published all the same. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string, cause?: unknown) => void
}

/**
 * Makes a producer for the `metricProducers` of a metric reader of your own, e.g. inside `NodeSDK`: the SDK
 * adds its resource and exports, and none of its limits, hashing or aggregation touches the amounts. Give
 * that resource a `service.instance.id` that is new at each start. What was collected counts as delivered
 * when the reader comes back for more; `startOtlp` knows it better.
 *
 * @throws TokentollError `invalid_option` for a prefix that begins no metric name.
 */
export function createMetricProducer(options: MetricProducerOptions): MetricProducer {
  const { sources, prefix, clock = Date.now, onWarning = emitWarning } = options
  const publisher = createPublisher({ sources, prefix, clock, warn: onWarning, delta: undefined })
  return {
    collect(): Promise<CollectionResult> {
      publisher.sending()()
      return publisher.collect()
    },
  }
}
