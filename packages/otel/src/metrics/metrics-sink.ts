import { attributionMissing, recordFlags, seriesOverflow, usageShapeUnknown } from '@tokentoll/core/semconv'
import { TokentollError, type CostRecord, type CostSink } from '@tokentoll/core'
import type { Collected, MetricSource } from '../publish/metric-source.ts'
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
  type DurationSeries,
} from '../series/call-series.ts'
import { addCost, observe, type Birth } from '../series/cells.ts'
import { createCountTable } from '../series/count-table.ts'
import { epochMs } from '../series/hr-time.ts'
import { createPseudonym } from '../series/pseudonym.ts'
import { createSeriesTable, type DimensionLabels } from '../series/series-table.ts'
import { collectCalls } from './collect-calls.ts'
import { checkMetricsSinkOptions, type MetricsSinkOptions } from './options.ts'

/** A sink that counts calls in this process; any number of readers may publish what it has. */
export interface MetricsSink extends CostSink, MetricSource {
  readonly name: string
  collect(collection: Parameters<MetricSource['collect']>[0]): Promise<Collected>
  delivered(time: number): void
}

/**
 * Makes the sink behind `llm.cost`, `llm.tokens`, `llm.requests` and `llm.request.duration`: integer cells
 * found by the record's own labels, nothing hashed and nothing allocated for a known series. It publishes
 * nothing by itself: give it to `startOtlp`, `prometheusEndpoint` or `createMetricProducer`.
 *
 * @throws TokentollError `invalid_option` when an option has no usable value.
 */
export function createMetricsSink(options: MetricsSinkOptions = {}): MetricsSink {
  const { dimensions, users, limits, idleAfterMs, clock } = checkMetricsSinkOptions(options)
  const births = createBirths(clock())
  const missing = createCountTable(attributionMissing.labels, births)
  const flags = createCountTable(recordFlags.labels, births)
  const unknownShapes = createCountTable(usageShapeUnknown.labels, births)
  const folded = createCountTable(seriesOverflow.labels, births)
  const durations = new Map<string, DurationSeries>()
  const table = createSeriesTable<CallSeries>({
    dimensions,
    limits,
    create: (labels) => createCallSeries(labels, durationsOf(labels)),
    onFolded: (dimension) => folded.add(1, 'llm.cost', dimension),
    ...(typeof users === 'object' ? { label: { userId: createPseudonym(users.pseudonymKey) } } : {}),
  })
  let now = clock()

  function durationsOf({ provider, model, task }: DimensionLabels): DurationSeries {
    const labels: Record<string, string> = {}
    if (provider !== undefined) labels['provider'] = provider
    if (model !== undefined) labels['model'] = model
    if (task !== undefined) labels['task'] = task
    const key = `${provider}\u0000${model}\u0000${task}`
    let series = durations.get(key)
    if (series === undefined) durations.set(key, (series = { labels, cells: [] }))
    return series
  }

  function record(call: CostRecord): void {
    const { cost, usage, cached, durationMs } = call
    if (!isAmount(cost.inputPicoUsd) || !isAmount(cost.outputPicoUsd)) throw notAnAmount(call)
    const series = table.find(call)
    const birth = births.current()
    series.touchedAt = now
    requestCell(series, call, birth).value += 1
    countHealth(call, series)
    if (call.outcome === 'refused') return
    if (cost.status !== 'unpriced') {
      addCost(costCell(series, cost.isEstimated, birth), cost.inputPicoUsd, cost.outputPicoUsd)
    }
    addTokens(series, 0, usage.inputTokens, cached, birth)
    addTokens(series, 1, usage.outputTokens, cached, birth)
    addTokens(series, 2, usage.cacheReadTokens, cached, birth)
    addTokens(series, 3, usage.cacheWriteTokens, cached, birth)
    addTokens(series, 4, usage.reasoningTokens, cached, birth)
    if (durationMs !== undefined && durationMs >= 0) {
      observe(durationCell(series.durations, call, birth), durationBounds, durationMs / 1000)
    }
  }

  function countHealth(call: CostRecord, series: CallSeries): void {
    const { tenantId, userId, task } = call.attribution
    if (!tenantId) missing.add(1, 'tenantId')
    if (!userId) missing.add(1, 'userId')
    if (!task) missing.add(1, 'task')
    if (call.flags.length === 0) return
    for (const flag of call.flags) {
      flags.add(1, flag)
      if (flag === 'usage_shape_unknown') unknownShapes.add(1, series.labels.provider ?? call.provider)
    }
  }

  return {
    name: 'metrics',
    record,
    async collect({ time, since }) {
      now = Math.max(now, epochMs(time))
      const mark = births.advance(epochMs(time))
      const points = createPointCollector(time, since, mark)
      const calls = await collectCalls(table.groups(), durations.values(), points)
      const counters = [
        { metric: attributionMissing, cells: missing.cells() },
        { metric: recordFlags, cells: flags.cells() },
        { metric: usageShapeUnknown, cells: unknownShapes.cells() },
        { metric: seriesOverflow, cells: folded.cells() },
      ].map(({ metric, cells }) => points.counters(metric, cells))
      return { families: [...calls, ...counters].filter((family) => family.points.length > 0), mark }
    },
    delivered(time) {
      table.remove((series) => series.touchedAt < time - idleAfterMs)
    },
    async flush() {},
    async close() {},
  }
}

// Unknown is left out, never counted as 0; what is no count (NaN, negative) would spoil the series for good.
function addTokens(
  series: CallSeries,
  type: number,
  tokens: number | undefined,
  cached: boolean,
  birth: Birth,
): void {
  if (tokens !== undefined && tokens >= 0) tokenCell(series, type, cached, birth).value += tokens
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
