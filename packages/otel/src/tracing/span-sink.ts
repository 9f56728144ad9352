import { trace, type Attributes, type Span } from '@opentelemetry/api'
import type { CostRecord, CostSink, CostStatus, MeterOptions } from '@tokentoll/core'
import { exactUsd } from '../exact-usd.ts'
import { isProvisional } from '../provisional.ts'

/** A sink that writes cost, tokens and attribution on the span around each call. */
export interface SpanSink extends CostSink {
  /** Give it to `createMeter({ trace })`: notes the span that is active when a call starts. */
  readonly trace: NonNullable<MeterOptions['trace']>
}

/** What the calls of one span add up to. */
interface SpanSum {
  readonly span: Span
  calls: number
  picoUsd: bigint
  inputTokens: number
  outputTokens: number
  /** Calls by how their price is known. */
  readonly statuses: Record<CostStatus, number>
  /** The newest records in the sum that a later one may correct. */
  readonly provisional: Map<string, CostRecord>
}

const leastCertain: readonly CostStatus[] = ['unpriced', 'estimated', 'reported', 'priced']

/** Spans remembered while their calls run, oldest forgotten first. */
const mostSpans = 10_000
/** Provisional records remembered by one span, oldest forgotten first. */
const mostProvisional = 1000

/**
 * Makes a sink that puts `llm.cost.usd`, the tokens and who caused the call on the span in which the call was
 * started, however late it ends. Several calls in one span add up: `llm.cost.usd` is what the priced ones cost,
 * absent when none was, `llm.calls.unpriced` counts the others, and `llm.cost.status` is the least certain of
 * all. A refused call was never made. A span that has ended is left alone.
 */
export function createSpanSink(): SpanSink {
  const sums = new Map<string, SpanSum>()

  return {
    name: 'spans',
    trace() {
      const span = trace.getActiveSpan()
      if (span === undefined) return undefined
      const { traceId, spanId } = span.spanContext()
      if (span.isRecording() && !sums.has(spanId)) {
        sums.set(spanId, emptySum(span))
        if (sums.size > mostSpans) sums.delete(sums.keys().next().value!)
      }
      return { traceId, spanId }
    },
    record(call) {
      const sum = call.spanId === undefined ? undefined : sums.get(call.spanId)
      if (sum === undefined) return
      if (!sum.span.isRecording()) {
        sums.delete(call.spanId!)
        return
      }
      if (call.outcome === 'refused') return
      if (call.corrects !== undefined) {
        const corrected = sum.provisional.get(call.corrects)
        // One that the sum does not have, or has replaced already.
        if (corrected === undefined) return
        sum.provisional.delete(corrected.id)
        add(sum, corrected, -1)
      }
      if (isProvisional(call)) remember(sum.provisional, call)
      add(sum, call, 1)
      sum.span.setAttributes(attributesOf(call, sum))
    },
    async flush() {},
    async close() {
      sums.clear()
    },
  }
}

function emptySum(span: Span): SpanSum {
  return {
    span,
    calls: 0,
    picoUsd: 0n,
    inputTokens: 0,
    outputTokens: 0,
    statuses: { priced: 0, reported: 0, estimated: 0, unpriced: 0 },
    provisional: new Map(),
  }
}

function remember(provisional: Map<string, CostRecord>, call: CostRecord): void {
  provisional.set(call.id, call)
  if (provisional.size > mostProvisional) provisional.delete(provisional.keys().next().value!)
}

function add(sum: SpanSum, { cost, usage }: CostRecord, sign: 1 | -1): void {
  sum.calls += sign
  sum.statuses[cost.status] += sign
  if (cost.status !== 'unpriced') sum.picoUsd += BigInt(sign * cost.totalPicoUsd)
  sum.inputTokens += sign * (usage.inputTokens ?? 0)
  sum.outputTokens += sign * (usage.outputTokens ?? 0)
}

function attributesOf(call: CostRecord, sum: SpanSum): Attributes {
  const { tenantId, userId, task, conversationId } = call.attribution
  const { calls, statuses } = sum
  const attributes: Attributes = {
    'gen_ai.operation.name': call.operation,
    'gen_ai.response.model': call.model,
    'gen_ai.usage.input_tokens': sum.inputTokens,
    'gen_ai.usage.output_tokens': sum.outputTokens,
    'llm.cost.status': leastCertain.find((status) => statuses[status] > 0) ?? call.cost.status,
    'llm.calls': calls,
    'llm.calls.unpriced': statuses.unpriced,
  }
  if (statuses.unpriced < calls) attributes['llm.cost.usd'] = exactUsd(sum.picoUsd)
  if (call.requestModel !== undefined) attributes['gen_ai.request.model'] = call.requestModel
  if (tenantId !== undefined) attributes['llm.tenant.id'] = tenantId
  if (userId !== undefined) attributes['llm.user.id'] = userId
  if (task !== undefined) attributes['llm.task'] = task
  if (conversationId !== undefined) attributes['gen_ai.conversation.id'] = conversationId
  return attributes
}
