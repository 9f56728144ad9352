import type { Attributes } from '@opentelemetry/api'
import type { CostRecord } from '@tokentoll/core'
import {
  attributionMissing,
  cost,
  recordFlags,
  seriesLimit,
  seriesOverflow,
  usageShapeUnknown,
} from '@tokentoll/core/semconv'
import type { MetricFamily } from '../publish/metric-source.ts'
import type { PointCollector } from '../publish/points.ts'
import type { Births } from '../series/births.ts'
import type { CallSeries } from '../series/call-series.ts'
import { createCountTable } from '../series/count-table.ts'
import { labelValue, otherValue } from '../series/label-value.ts'
import type { MetricDimension } from '../series/dimension.ts'
import type { SeriesLimits } from '../series/series-table.ts'

/** What the call metrics are called where a limit of theirs is named: all of them have the same sets. */
const limitedMetric = cost.name

/** What was wrong or unusual about the calls themselves, and how many series they may have. */
export interface CallHealth {
  record(call: CostRecord, series: CallSeries): void
  folded(dimension: MetricDimension | 'series'): void
  unmatchedCorrection(): void
  collect(collector: PointCollector): readonly MetricFamily[]
}

export function createCallHealth(
  births: Births,
  dimensions: readonly MetricDimension[],
  limits: SeriesLimits,
): CallHealth {
  const missing = createCountTable(attributionMissing.labels, births)
  const flags = createCountTable(recordFlags.labels, births)
  const unknownShapes = createCountTable(usageShapeUnknown.labels, births)
  const folded = createCountTable(seriesOverflow.labels, births)
  const providers = new Set<string>()
  const most = [
    limitOf('series', limits.sets),
    ...dimensions.map((dimension) => limitOf(dimension, limits.values[dimension])),
  ]

  // Where the labels of calls leave the provider out, nobody has bounded it.
  function providerOf(raw: string): string {
    const label = labelValue(raw)
    if (providers.size < limits.values.provider) providers.add(label)
    return providers.has(label) ? label : otherValue
  }

  return {
    record(call, series) {
      // What a budget refused was not spent: there is nothing to charge to anybody.
      if (call.outcome !== 'refused') {
        const { tenantId, userId, task } = call.attribution
        if (!tenantId) missing.add(1, 'tenantId')
        if (!userId) missing.add(1, 'userId')
        if (!task) missing.add(1, 'task')
      }
      for (const flag of call.flags) {
        flags.add(1, flag)
        if (flag === 'usage_shape_unknown')
          unknownShapes.add(1, series.labels.provider ?? providerOf(call.provider))
      }
    },
    folded: (dimension) => folded.add(1, limitedMetric, dimension),
    // The earlier record was booked by another process, or long ago: the ledger has it right, a counter cannot.
    unmatchedCorrection: () => flags.add(1, 'correction_unmatched'),
    collect: (collector) => [
      collector.counters(attributionMissing, missing.cells()),
      collector.counters(recordFlags, flags.cells()),
      collector.counters(usageShapeUnknown, unknownShapes.cells()),
      collector.counters(seriesOverflow, folded.cells()),
      collector.gauge(seriesLimit, most),
    ],
  }
}

function limitOf(dimension: MetricDimension | 'series', limit: number): readonly [Attributes, number] {
  return [{ metric: limitedMetric, dimension }, limit]
}
