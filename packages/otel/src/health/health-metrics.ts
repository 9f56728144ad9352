import type { Meter } from '@tokentoll/core'
import { budgetStoreErrors, droppedRecords, priceCatalogAge } from '@tokentoll/core/semconv'
import type { MetricFamily, MetricSource } from '../publish/metric-source.ts'
import { createPointCollector } from '../publish/points.ts'
import { createBirths } from '../series/births.ts'
import { createCountTable } from '../series/count-table.ts'
import { epochMs } from '../series/hr-time.ts'

/** Options of `createHealthMetrics`. */
export interface HealthMetricsOptions {
  readonly meter: Pick<Meter, 'health' | 'prices'>
  /** Further records lost for good, by sink: what a ledger dropped after it had taken the record. */
  readonly dropped?: () => Readonly<Record<string, number>>
  /** Epoch milliseconds; default `Date.now`. */
  readonly clock?: () => number
}

/** Publishes how the metering itself fares: lost records, failing budgets, the age of the prices. */
export function createHealthMetrics(options: HealthMetricsOptions): MetricSource {
  const { meter, dropped, clock = Date.now } = options
  const births = createBirths(clock())
  const lost = createCountTable(droppedRecords.labels, births)
  const gateErrors = createCountTable(budgetStoreErrors.labels, births)

  return {
    collect({ time, since }) {
      const health = meter.health()
      const bySink: Record<string, number> = { ...health.sinkErrors }
      for (const [sink, count] of Object.entries(dropped?.() ?? {}))
        bySink[sink] = (bySink[sink] ?? 0) + count
      for (const [sink, count] of Object.entries(bySink)) lost.set(count, sink)
      lost.set(health.droppedRecords, 'meter')
      gateErrors.set(health.gateErrors)
      const mark = births.advance(epochMs(time))
      const points = createPointCollector(time, since, mark)
      const families: MetricFamily[] = [
        points.counters(droppedRecords, lost.cells()),
        points.counters(budgetStoreErrors, gateErrors.cells()),
      ]
      const { checkedAt } = meter.prices
      if (checkedAt !== undefined) {
        const value = Math.max(0, (epochMs(time) - checkedAt) / 1000)
        families.push(points.gauge(priceCatalogAge, [[{}, value]]))
      }
      return { families, mark }
    },
  }
}
