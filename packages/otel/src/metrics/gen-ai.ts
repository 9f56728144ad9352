import type { Attributes } from '@opentelemetry/api'
import type { DataPoint, Histogram } from '@opentelemetry/sdk-metrics'
import type { CostRecord } from '@tokentoll/core'
import type { MetricDefinition } from '@tokentoll/core/semconv'
import type { MetricFamily } from '../publish/metric-source.ts'
import type { PointCollector } from '../publish/points.ts'
import { durationBounds, histogram, type CallSeries } from '../series/call-series.ts'
import { observe, type Birth, type HistogramCell } from '../series/cells.ts'
import { labelValue, otherValue } from '../series/label-value.ts'
import type { Observer } from './metrics-sink.ts'

// The one file that knows the names of the OpenTelemetry GenAI conventions: they are not stable, and are
// about to move from these two histograms to a family of token counters.
// https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics (development)

const tokenUsage: MetricDefinition = {
  name: 'gen_ai.client.token.usage',
  unit: '{token}',
  kind: 'histogram',
  prometheus: 'gen_ai_client_token_usage',
  labels: [
    'gen_ai_operation_name',
    'gen_ai_provider_name',
    'gen_ai_request_model',
    'gen_ai_response_model',
    'gen_ai_token_type',
  ],
  description: 'Number of input and output tokens used',
}
const operationDuration: MetricDefinition = {
  name: 'gen_ai.client.operation.duration',
  unit: 's',
  kind: 'histogram',
  prometheus: 'gen_ai_client_operation_duration_seconds',
  labels: [
    'gen_ai_operation_name',
    'gen_ai_provider_name',
    'gen_ai_request_model',
    'gen_ai_response_model',
    'error_type',
  ],
  description: 'GenAI operation duration',
}

const tokenBounds: readonly number[] = Array.from({ length: 14 }, (_, power) => 4 ** power)

/** Provider names that the conventions spell differently. */
const conventionalProviders: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  google: 'gcp.gemini',
  mistral: 'mistral_ai',
  vertex: 'gcp.vertex_ai',
  xai: 'x_ai',
}

/** Cells of one operation, provider and pair of models: those of the call that made them. */
export interface GenAiSeries {
  readonly operation: string
  readonly provider: string
  readonly model: string
  readonly requestModel: string | undefined
  readonly attributes: Attributes
  input: HistogramCell | undefined
  output: HistogramCell | undefined
  /** By error type; undefined for none. */
  readonly durations: Map<string | undefined, HistogramCell>
}

/** The histograms of the OpenTelemetry GenAI conventions, fed with the same records. */
export interface GenAiMetrics {
  record(call: CostRecord, series: CallSeries, birth: Birth): void
  collect(collector: PointCollector): readonly MetricFamily[]
}

export function createGenAiMetrics(maxSets: number, onObservation: Observer | undefined): GenAiMetrics {
  const sets = new Map<string, GenAiSeries>()

  function seriesOf(call: CostRecord, series: CallSeries): GenAiSeries {
    const provider = series.labels.provider ?? labelValue(call.provider)
    const model = series.labels.model ?? labelValue(call.model)
    const requestModel = labelValue(call.requestModel ?? call.model)
    const full = [call.operation, provider, requestModel, model]
    // Asked-for models are the caller's words: past the limit they are one.
    const values = sets.has(full.join('\u0000')) || sets.size < maxSets ? full : folded(call, provider)
    const key = values.join('\u0000')
    let found = sets.get(key)
    if (found === undefined) {
      found = createSeries(call, values)
      sets.set(key, found)
    }
    return found
  }

  const count: Observer = (metric, bounds, cell, value) => {
    observe(cell, bounds, value)
    onObservation?.(metric, bounds, cell, value)
  }

  return {
    record(call, series, birth) {
      // An answer from a response cache was no operation of a provider.
      if (call.cached) return
      let target = series.genAi
      if (target === undefined || !isOf(target, call)) {
        target = seriesOf(call, series)
        series.genAi = target
      }
      const { inputTokens, outputTokens } = call.usage
      if (inputTokens !== undefined && inputTokens >= 0) {
        target.input ??= tokenCell(target, 'input', birth)
        count(tokenUsage, tokenBounds, target.input, inputTokens)
      }
      if (outputTokens !== undefined && outputTokens >= 0) {
        target.output ??= tokenCell(target, 'output', birth)
        count(tokenUsage, tokenBounds, target.output, outputTokens)
      }
      const { durationMs } = call
      if (durationMs !== undefined && durationMs >= 0) {
        const cell = durationCell(target, errorType(call), birth)
        count(operationDuration, durationBounds, cell, durationMs / 1000)
      }
    },
    collect(collector) {
      const tokens: DataPoint<Histogram>[] = []
      const seconds: DataPoint<Histogram>[] = []
      for (const { input, output, durations } of sets.values()) {
        if (input !== undefined) collector.histogram(tokens, input, tokenBounds)
        if (output !== undefined) collector.histogram(tokens, output, tokenBounds)
        for (const cell of durations.values()) collector.histogram(seconds, cell, durationBounds)
      }
      return [
        { metric: tokenUsage, kind: 'histogram', points: tokens },
        { metric: operationDuration, kind: 'histogram', points: seconds },
      ]
    },
  }
}

// The labels of a set need not name provider and model: then many of them meet in it.
function isOf(series: GenAiSeries, call: CostRecord): boolean {
  return (
    series.operation === call.operation &&
    series.requestModel === call.requestModel &&
    series.model === call.model &&
    series.provider === call.provider
  )
}

function folded(call: CostRecord, provider: string): string[] {
  return [call.operation, provider, otherValue, otherValue]
}

function createSeries(call: CostRecord, values: readonly string[]): GenAiSeries {
  const [operation, provider, requestModel, model] = values as [string, string, string, string]
  return {
    operation: call.operation,
    provider: call.provider,
    model: call.model,
    requestModel: call.requestModel,
    attributes: {
      'gen_ai.operation.name': operation,
      'gen_ai.provider.name': conventionalProviders[provider] ?? provider,
      'gen_ai.request.model': requestModel,
      'gen_ai.response.model': model,
    },
    input: undefined,
    output: undefined,
    durations: new Map(),
  }
}

function tokenCell(series: GenAiSeries, type: string, birth: Birth): HistogramCell {
  return histogram({ ...series.attributes, 'gen_ai.token.type': type }, tokenBounds, birth)
}

function durationCell(series: GenAiSeries, error: string | undefined, birth: Birth): HistogramCell {
  let cell = series.durations.get(error)
  if (cell === undefined) {
    const attributes = error === undefined ? series.attributes : { ...series.attributes, 'error.type': error }
    cell = histogram(attributes, durationBounds, birth)
    series.durations.set(error, cell)
  }
  return cell
}

// HTTP status codes are few; the names of error classes are anybody's.
function errorType({ outcome, error }: CostRecord): string | undefined {
  if (outcome !== 'error') return undefined
  const status = error?.status
  return status !== undefined && status >= 400 && status <= 599 ? `${status}` : '_OTHER'
}
