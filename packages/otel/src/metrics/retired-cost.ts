import type { DataPoint } from '@opentelemetry/sdk-metrics'
import { costRetired } from '@tokentoll/core/semconv'
import type { MetricFamily } from '../publish/metric-source.ts'
import type { PointCollector } from '../publish/points.ts'
import type { CallSeries } from '../series/call-series.ts'
import { addCost, createCostCell, type Birth, type CostCell } from '../series/cells.ts'
import { otherValue } from '../series/label-value.ts'
import { collectCost } from './collect-calls.ts'

/** Keeps the money of sets that are no longer published, by tenant; past the limit of tenants as `__other__`. */
export interface RetiredCost {
  add(series: CallSeries, birth: Birth): void
  collect(collector: PointCollector): MetricFamily
}

export function createRetiredCost(mostTenants: number): RetiredCost {
  const byTenant = new Map<string | undefined, CostCell>()

  return {
    add({ labels, costs }, birth) {
      const isRoom = byTenant.has(labels.tenantId) || byTenant.size < mostTenants
      const tenantId = isRoom || labels.tenantId === undefined ? labels.tenantId : otherValue
      for (const cost of costs) {
        if (cost === undefined) continue
        let cell = byTenant.get(tenantId)
        if (cell === undefined) {
          cell = createCostCell(tenantId === undefined ? {} : { tenantId }, birth)
          byTenant.set(tenantId, cell)
        }
        addCost(cell, cost.inputPico, cost.outputPico)
        cell.inputUsd += cost.inputUsd
        cell.outputUsd += cost.outputUsd
      }
    },
    collect(collector) {
      const points: DataPoint<number>[] = []
      for (const cell of byTenant.values()) collectCost(points, cell, collector)
      return { metric: costRetired, kind: 'sum', isInteger: false, points }
    },
  }
}
