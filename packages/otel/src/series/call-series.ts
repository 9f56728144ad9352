import type { Attributes } from '@opentelemetry/api'
import type { CallOutcome, CostRecord, CostStatus } from '@tokentoll/core'
import type { GenAiSeries } from '../metrics/gen-ai.ts'
import { createCostCell, type Birth, type CostCell, type CountCell, type HistogramCell } from './cells.ts'
import type { DimensionLabels } from './series-table.ts'

/** All cells of the calls that share one set of dimension values. Cells are made on first use. */
export interface CallSeries {
  readonly labels: DimensionLabels
  /** Epoch milliseconds of the collection that preceded the last record. */
  touchedAt: number
  /** Epoch milliseconds of its last publication, while it is idle and not published. */
  pausedAt: number | undefined
  /** Epoch milliseconds before which what it has counted anew is not published. */
  heldUntil: number | undefined
  /** True once the set is no longer in the table. */
  isFreed: boolean
  /** By `isEstimated`: false, true. */
  costs: [CostCell | undefined, CostCell | undefined]
  /** By token type, then the same again for cached answers. */
  tokens: (CountCell | undefined)[]
  /** By outcome, then by how the price is known. */
  requests: (CountCell | undefined)[]
  /** Shared by all series with the same provider, model and task. */
  readonly durations: DurationSeries
  /** The histograms that the last call of the set went to. */
  genAi: GenAiSeries | undefined
}

/** Durations carry no tenant: latency belongs to the model, and histograms are the dearest series. */
export interface DurationSeries {
  readonly labels: DimensionLabels
  /** By outcome. */
  readonly cells: (HistogramCell | undefined)[]
}

export const tokenTypes = ['input', 'output', 'cache_read', 'cache_write', 'reasoning'] as const
export const outcomes: readonly CallOutcome[] = ['success', 'error', 'aborted', 'abandoned', 'refused']
const pricings = ['exact', 'estimated', 'unpriced', 'reported'] as const

const outcomeIndex: Readonly<Record<CallOutcome, number>> = {
  success: 0,
  error: 1,
  aborted: 2,
  abandoned: 3,
  refused: 4,
}
const pricingIndex: Readonly<Record<CostStatus, number>> = {
  priced: 0,
  estimated: 1,
  unpriced: 2,
  reported: 3,
}

/** Upper bounds in seconds, as the OpenTelemetry GenAI conventions advise for `gen_ai.client.operation.duration`. */
export const durationBounds: readonly number[] = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
]

export function createCallSeries(labels: DimensionLabels, durations: DurationSeries): CallSeries {
  return {
    labels,
    touchedAt: 0,
    pausedAt: undefined,
    heldUntil: undefined,
    isFreed: false,
    costs: [undefined, undefined],
    tokens: [],
    requests: [],
    durations,
    genAi: undefined,
  }
}

export function costCell(series: CallSeries, isEstimated: boolean, birth: Birth): CostCell {
  return (series.costs[isEstimated ? 1 : 0] ??= createCostCell(
    { ...series.labels, isEstimated: `${isEstimated}` },
    birth,
  ))
}

export function tokenCell(series: CallSeries, type: number, cached: boolean, birth: Birth): CountCell {
  const index = cached ? type + tokenTypes.length : type
  return (series.tokens[index] ??= count(
    { ...series.labels, tokenType: tokenTypes[type]!, cached: `${cached}` },
    birth,
  ))
}

export function requestCell(series: CallSeries, record: CostRecord, birth: Birth): CountCell {
  const outcome = outcomeIndex[record.outcome] ?? 1
  const pricing = pricingIndex[record.cost.status] ?? 2
  return (series.requests[outcome * pricings.length + pricing] ??= count(
    { ...series.labels, outcome: outcomes[outcome]!, pricing: pricings[pricing]! },
    birth,
  ))
}

export function durationCell(series: DurationSeries, record: CostRecord, birth: Birth): HistogramCell {
  const outcome = outcomeIndex[record.outcome] ?? 1
  return (series.cells[outcome] ??= histogram(
    { ...series.labels, outcome: outcomes[outcome]! },
    durationBounds,
    birth,
  ))
}

export function count(attributes: Attributes, birth: Birth): CountCell {
  return { attributes, birth, value: 0 }
}

export function histogram(attributes: Attributes, bounds: readonly number[], birth: Birth): HistogramCell {
  return {
    attributes,
    birth,
    counts: Array.from({ length: bounds.length + 1 }, () => 0),
    count: 0,
    sumMicros: 0,
  }
}
