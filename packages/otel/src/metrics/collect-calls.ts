import { setImmediate } from 'node:timers/promises'
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics'
import { cost, requestDuration, requests, tokens } from '@tokentoll/core/semconv'
import type { MetricFamily } from '../publish/metric-source.ts'
import type { PointCollector } from '../publish/points.ts'
import { durationBounds, type CallSeries } from '../series/call-series.ts'
import { toUsd, type CostCell } from '../series/cells.ts'

/** Sets that are collected without a rest: a few milliseconds. So many are of one moment, whatever the load. */
const setsPerSlice = 2048

/**
 * The points of all call series. Goes set by set, so that the total, input and output cost of one set are of
 * one moment, and rests in between, so that calls go on while 100,000 series are collected.
 */
export async function collectCalls(
  groups: readonly CallSeries[],
  collector: PointCollector,
): Promise<MetricFamily[]> {
  const costs: DataPoint<number>[] = []
  const tokenCounts: DataPoint<number>[] = []
  const requestCounts: DataPoint<number>[] = []
  const seconds: DataPoint<Histogram>[] = []
  const { length } = groups
  for (let index = 0; index < length; index += 1) {
    if (index > 0 && index % setsPerSlice === 0) await setImmediate()
    const series = groups[index]!
    for (const cell of series.costs) if (cell !== undefined) collectCost(costs, cell, collector)
    for (const cell of series.tokens)
      if (cell !== undefined) collector.number(tokenCounts, cell.attributes, cell.birth, cell.value)
    for (const cell of series.requests)
      if (cell !== undefined) collector.number(requestCounts, cell.attributes, cell.birth, cell.value)
  }
  let visited = 0
  // With the sets that they are of, durations are published and leave.
  for (const series of new Set(groups.map(({ durations }) => durations))) {
    visited += 1
    if (visited % setsPerSlice === 0) await setImmediate()
    for (const cell of series.cells)
      if (cell !== undefined) collector.histogram(seconds, cell, durationBounds)
  }
  return [
    { metric: cost, kind: 'sum', isInteger: false, points: costs },
    { metric: tokens, kind: 'sum', isInteger: true, points: tokenCounts },
    { metric: requests, kind: 'sum', isInteger: true, points: requestCounts },
    { metric: requestDuration, kind: 'histogram', points: seconds },
  ]
}

export function collectCost(points: DataPoint<number>[], cell: CostCell, collector: PointCollector): void {
  const { birth, inputUsd, inputPico, outputUsd, outputPico } = cell
  const pico = inputPico + outputPico
  const carry = pico >= 1e12 ? 1 : 0
  const total = toUsd(inputUsd + outputUsd + carry, pico - carry * 1e12)
  collector.number(points, cell.totalAttributes, birth, total)
  collector.number(points, cell.inputAttributes, birth, toUsd(inputUsd, inputPico))
  collector.number(points, cell.outputAttributes, birth, toUsd(outputUsd, outputPico))
}
