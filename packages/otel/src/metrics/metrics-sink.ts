import { TokentollError, type CostRecord, type CostSink } from '@tokentoll/core'
import { requestDuration, type MetricDefinition } from '@tokentoll/core/semconv'
import type { Collected, Collection, MetricSource } from '../publish/metric-source.ts'
import { createPointCollector } from '../publish/points.ts'
import { createBirths } from '../series/births.ts'
import {
  costCell,
  createCallSeries,
  durationBounds,
  durationCell,
  requestCell,
  tokenCell,
  type CallSeries,
} from '../series/call-series.ts'
import { addCost, observe, type Birth, type HistogramCell } from '../series/cells.ts'
import { createDebts } from '../series/debts.ts'
import { createDurationTable } from '../series/duration-table.ts'
import { epochMs } from '../series/hr-time.ts'
import { createPseudonym } from '../series/pseudonym.ts'
import { createSeriesTable } from '../series/series-table.ts'
import { createCallHealth } from './call-health.ts'
import { collectCalls } from './collect-calls.ts'
import { createCorrections, type Provisional } from './corrections.ts'
import { createGenAiMetrics } from './gen-ai.ts'
import { checkMetricsSinkOptions, type MetricsSinkOptions } from './options.ts'
import { createReaders } from './readers.ts'
import { createIdleSets } from './idle-sets.ts'
import { createRetiredCost } from './retired-cost.ts'

/** A sink that counts calls in this process; any number of readers may publish what it has. */
export interface MetricsSink extends CostSink, MetricSource {
  readonly name: string
  collect(collection: Collection): Promise<Collected>
  delivered(reader: object, timeMs: number): void
}

/** Told of each observation of a histogram, for a provider that takes no finished histograms. */
export type Observer = (
  metric: MetricDefinition,
  bounds: readonly number[],
  cell: HistogramCell,
  value: number,
) => void

/**
 * Makes the sink behind `llm.cost`, `llm.tokens`, `llm.requests` and `llm.request.duration`: integer cells
 * found by the record's own labels, nothing hashed and nothing allocated for a known series. It publishes
 * nothing by itself: give it to `startOtlp`, `prometheusEndpoint` or `createMetricProducer`.
 *
 * @throws TokentollError `invalid_option` when an option has no usable value.
 */
export function createMetricsSink(options: MetricsSinkOptions = {}): MetricsSink {
  return createObservedMetricsSink(options, undefined)
}

/** The same with an observer of histograms. */
export function createObservedMetricsSink(
  options: MetricsSinkOptions,
  onObservation: Observer | undefined,
): MetricsSink {
  const { dimensions, users, limits, genAi: withGenAi, idleAfterMs, clock } = checkMetricsSinkOptions(options)
  const births = createBirths(clock())
  const health = createCallHealth(births, dimensions, limits)
  const durations = createDurationTable()
  const table = createSeriesTable<CallSeries>({
    dimensions,
    limits,
    create: (labels) => createCallSeries(labels, durations.of(labels)),
    onFolded: health.folded,
    ...(typeof users === 'object' ? { label: { userId: createPseudonym(users.pseudonymKey) } } : {}),
  })
  const genAi = withGenAi ? createGenAiMetrics(2 * limits.values.model, onObservation) : undefined
  const corrections = createCorrections()
  const debts = createDebts()
  const retired = createRetiredCost(limits.values.tenantId)
  const idle = createIdleSets({ table, durations, retired, debts, births, idleAfterMs })
  const readers = createReaders()
  let now = clock()

  function record(call: CostRecord): void {
    const { cost, usage, cached, durationMs } = call
    if (!isAmount(cost.inputPicoUsd) || !isAmount(cost.outputPicoUsd)) throw notAnAmount(call)
    const birth = births.current()
    if (call.corrects !== undefined) {
      correct(call, birth)
      return
    }
    const series = table.find(call)
    if (series.pausedAt !== undefined) idle.wake(series, now)
    series.touchedAt = now
    requestCell(series, call, birth).value += 1
    health.record(call, series)
    if (call.outcome === 'refused') return
    if (cost.status !== 'unpriced') {
      const cell = costCell(series, cost.isEstimated, birth)
      if (debts.isFree()) addCost(cell, cost.inputPicoUsd, cost.outputPicoUsd)
      else debts.addCost(cell, cost.inputPicoUsd, cost.outputPicoUsd)
    }
    addTokens(series, 0, usage.inputTokens, cached, birth)
    addTokens(series, 1, usage.outputTokens, cached, birth)
    addTokens(series, 2, usage.cacheReadTokens, cached, birth)
    addTokens(series, 3, usage.cacheWriteTokens, cached, birth)
    addTokens(series, 4, usage.reasoningTokens, cached, birth)
    if (durationMs !== undefined && durationMs >= 0) {
      const cell = durationCell(series.durations, call, birth)
      observe(cell, durationBounds, durationMs / 1000)
      onObservation?.(requestDuration, durationBounds, cell, durationMs / 1000)
    }
    genAi?.record(call, series, birth)
    corrections.remember(call, series)
  }

  // The call was counted when its provisional record came: only what was wrong about it is added.
  function correct(call: CostRecord, birth: Birth): void {
    const before = corrections.take(call)
    if (before === undefined) {
      health.unmatchedCorrection()
      return
    }
    // Where the set has left, the difference goes to the one that the correction would be counted in.
    const series = before.series.isFreed ? table.find(call) : before.series
    idle.wake(series, now)
    series.touchedAt = now
    corrections.remember(call, series)
    addDifference(call, before, series, birth)
  }

  function addDifference(call: CostRecord, before: Provisional, series: CallSeries, birth: Birth): void {
    const { isEstimated, cached } = before
    const isPriced = call.cost.status !== 'unpriced'
    const input = (isPriced ? call.cost.inputPicoUsd : 0) - before.inputPicoUsd
    const output = (isPriced ? call.cost.outputPicoUsd : 0) - before.outputPicoUsd
    if (input !== 0 || output !== 0) debts.addCost(costCell(series, isEstimated, birth), input, output)
    for (const [type, field] of tokenFields.entries()) {
      const difference = countOf(call.usage[field]) - countOf(before.usage[field])
      if (difference !== 0) debts.addCount(tokenCell(series, type, cached, birth), difference)
    }
  }

  function addTokens(
    series: CallSeries,
    type: number,
    tokens: number | undefined,
    cached: boolean,
    birth: Birth,
  ): void {
    // Unknown is left out, never counted as 0; what is no count (NaN, negative) would spoil the series for good.
    if (tokens === undefined || !(tokens >= 0)) return
    const cell = tokenCell(series, type, cached, birth)
    if (debts.isFree()) cell.value += tokens
    else debts.addCount(cell, tokens)
  }

  return {
    name: 'metrics',
    record,
    async collect({ reader, time, since }) {
      const timeMs = epochMs(time)
      now = Math.max(now, timeMs)
      readers.seen(reader, timeMs)
      const groups = idle.published(timeMs)
      const mark = births.advance(timeMs)
      const points = createPointCollector(time, since, mark)
      const calls = await collectCalls(groups, points)
      const families = [
        ...calls,
        ...(genAi?.collect(points) ?? []),
        retired.collect(points),
        ...health.collect(points),
      ]
      return { families: families.filter((family) => family.points.length > 0), mark }
    },
    delivered(reader, timeMs) {
      idle.delivered(readers.delivered(reader, timeMs), now)
    },
    async flush() {},
    async close() {
      idle.release()
    },
  }
}

const tokenFields = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
] as const

function countOf(tokens: number | undefined): number {
  return tokens !== undefined && tokens >= 0 ? tokens : 0
}

function isAmount(pico: number): boolean {
  return Number.isSafeInteger(pico) && pico >= 0
}

function notAnAmount({ id, cost }: CostRecord): TokentollError {
  return new TokentollError({
    code: 'cost_out_of_range',
    problem: `The cost of ${id} is no amount of picodollars`,
    remedy: 'Give whole picodollars, at least 0 and at most 2^53 - 1',
    field: 'cost',
    value: `${cost.inputPicoUsd} + ${cost.outputPicoUsd}`,
  })
}
