import { picoToUsdString, type CostRecord, type CostSink } from '@tokentoll/core'
import { labelValue } from '../series/label-value.ts'

/** Options of `createLogSink`. */
export interface LogSinkOptions {
  /** `text` for people (default), `json` for log stores: one object per line. */
  readonly format?: 'text' | 'json'
  /** Takes one line without its line break; default: standard output. */
  readonly write?: (line: string) => void
  /** Whether user and conversation ids may be in the line; default false: logs are read by many. */
  readonly withPersonalData?: boolean
}

/** Makes a sink that writes one line per call. */
export function createLogSink(options: LogSinkOptions = {}): CostSink {
  const { format = 'text', write = writeLine, withPersonalData = false } = options
  return {
    name: 'log',
    record: (call) => write(format === 'json' ? jsonLine(call, withPersonalData) : textLine(call)),
    async flush() {},
    async close() {},
  }
}

/** `LLM usage logged: analyze | Tokens: 1250 | Cost: $0.018750 | Duration: 1523ms` */
function textLine(call: CostRecord): string {
  const { inputTokens, outputTokens } = call.usage
  const parts = [
    `LLM usage logged: ${labelValue(call.attribution.task ?? call.operation)}`,
    `Tokens: ${inputTokens === undefined && outputTokens === undefined ? 'unknown' : (inputTokens ?? 0) + (outputTokens ?? 0)}`,
    `Cost: ${costText(call)}`,
  ]
  if (call.durationMs !== undefined) parts.push(`Duration: ${Math.round(call.durationMs)}ms`)
  if (call.outcome !== 'success') parts.push(`Outcome: ${call.outcome}`)
  return parts.join(' | ')
}

function costText({ cost }: CostRecord): string {
  if (cost.status === 'unpriced') return 'unpriced'
  const exact = picoToUsdString(BigInt(cost.totalPicoUsd))
  const [whole = '0', fraction = ''] = exact.split('.')
  // At least the six digits people compare, and never fewer than the amount has.
  return `$${whole}.${fraction.padEnd(6, '0')}${cost.isEstimated ? ' (estimated)' : ''}`
}

function jsonLine(call: CostRecord, withPersonalData: boolean): string {
  const { attribution, usage, cost, error } = call
  return JSON.stringify({
    message: 'LLM usage logged',
    time: new Date(call.timestamp).toISOString(),
    id: call.id,
    operation: call.operation,
    provider: call.provider,
    model: call.model,
    tenantId: attribution.tenantId,
    task: attribution.task,
    ...(withPersonalData ? { userId: attribution.userId, conversationId: attribution.conversationId } : {}),
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    costUsd: cost.status === 'unpriced' ? undefined : picoToUsdString(BigInt(cost.totalPicoUsd)),
    pricing: cost.status,
    isEstimated: cost.isEstimated,
    durationMs: call.durationMs,
    outcome: call.outcome,
    error: error?.name,
    cached: call.cached,
    traceId: call.traceId,
    spanId: call.spanId,
    flags: call.flags,
  })
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`)
}
