import type { HrTime } from '@opentelemetry/api'
import type { MetricDefinition } from '@tokentoll/core/semconv'
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics'

/** All series of one metric at one instant. Values are cumulative; conversion to delta happens later. */
export type MetricFamily =
  | {
      readonly metric: MetricDefinition
      readonly kind: 'sum' | 'gauge'
      /** True when every value is a whole number. */
      readonly isInteger: boolean
      /** True for a total that every replica publishes alike: it is never turned into deltas. */
      readonly isSharedTotal?: boolean
      readonly points: DataPoint<number>[]
    }
  | { readonly metric: MetricDefinition; readonly kind: 'histogram'; readonly points: DataPoint<Histogram>[] }

/** What one reader of a source asks for. */
export interface Collection {
  /** Who asks: the same object at every collection of one reader. */
  readonly reader: object
  /** The instant that the values are dated with. */
  readonly time: HrTime
  /**
   * The `mark` of the last collection that arrived; series born since are preceded by a zero point.
   * Undefined: nothing has arrived yet. Infinity: no zero points.
   */
  readonly since: number | undefined
}

/** What a source has at the moment. */
export interface Collected {
  readonly families: readonly MetricFamily[]
  /** Hand it back as `since` once these families have arrived. */
  readonly mark: number
}

/** Something that has metrics to publish: the call metrics, the ledger's totals, health. */
export interface MetricSource {
  collect(collection: Collection): Collected | Promise<Collected>
  /** What this reader collected at this instant (epoch milliseconds) has reached its other side. */
  delivered?(reader: object, timeMs: number): void
}
