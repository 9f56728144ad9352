import { trace, type Attributes, type Span } from '@opentelemetry/api'
import type { CostRecord, CostSink, MeterOptions } from '@tokentoll/core'

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
}

/** Spans remembered while their calls run, oldest forgotten first. */
const mostSpans = 10_000

/**
 * Makes a sink that puts `llm.cost.usd`, the tokens and who caused the call on the span in which the call was
 * started, however late it ends. Several calls in one span add up. A span that has ended is left alone.
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
        sums.set(spanId, { span, calls: 0, picoUsd: 0n, inputTokens: 0, outputTokens: 0 })
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
      // A correction replaces an amount that is already in the sum by an unknown difference.
      if (call.corrects !== undefined) return
      sum.calls += 1
      sum.picoUsd += BigInt(call.cost.totalPicoUsd)
      sum.inputTokens += call.usage.inputTokens ?? 0
      sum.outputTokens += call.usage.outputTokens ?? 0
      sum.span.setAttributes(attributesOf(call, sum))
    },
    async flush() {},
    async close() {
      sums.clear()
    },
  }
}

function attributesOf(call: CostRecord, sum: SpanSum): Attributes {
  const { tenantId, userId, task, conversationId } = call.attribution
  const attributes: Attributes = {
    'gen_ai.operation.name': call.operation,
    'gen_ai.response.model': call.model,
    'gen_ai.usage.input_tokens': sum.inputTokens,
    'gen_ai.usage.output_tokens': sum.outputTokens,
    'llm.cost.usd': Number(sum.picoUsd) / 1e12,
    'llm.cost.status': call.cost.status,
    'llm.calls': sum.calls,
  }
  if (call.requestModel !== undefined) attributes['gen_ai.request.model'] = call.requestModel
  if (tenantId !== undefined) attributes['llm.tenant.id'] = tenantId
  if (userId !== undefined) attributes['llm.user.id'] = userId
  if (task !== undefined) attributes['llm.task'] = task
  if (conversationId !== undefined) attributes['gen_ai.conversation.id'] = conversationId
  return attributes
}
