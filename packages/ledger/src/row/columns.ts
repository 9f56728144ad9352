import type { CostRecord } from '@tokentoll/core'
import { count, jsonText, keyText, measure, plainText, wholeNumber } from './column-values.ts'
import { usageDetails } from './usage-details.ts'

/** How a column travels as a parameter, and what the database makes of it. */
export interface Column {
  readonly name: string
  readonly type: 'text' | 'bigint' | 'double precision' | 'boolean'
  /** SQL on the parameter `name`; default: as it comes. */
  readonly expression?: string
  readonly value: (record: CostRecord) => string | number | boolean | null
}

// numeric arithmetic is exact: whole picodollars times 1e-12.
const usd = (name: string): string => `${name}::numeric * 0.000000000001`

/** The columns that a record is booked into. */
export const columns: readonly Column[] = [
  { name: 'id', type: 'text', value: (r) => keyText(r.id) },
  {
    name: 'ts',
    type: 'bigint',
    expression: `TIMESTAMPTZ 'epoch' + ts * INTERVAL '1 millisecond'`,
    value: (r) => Math.floor(r.timestamp),
  },
  { name: 'duration_ms', type: 'double precision', value: (r) => measure(r.durationMs) },
  { name: 'operation', type: 'text', value: (r) => r.operation },
  { name: 'provider', type: 'text', value: (r) => keyText(r.provider) ?? 'unknown' },
  { name: 'model', type: 'text', value: (r) => keyText(r.model) ?? 'unknown' },
  { name: 'request_model', type: 'text', value: (r) => keyText(r.requestModel) },
  { name: 'tenant_id', type: 'text', value: (r) => keyText(r.attribution.tenantId) },
  { name: 'user_id', type: 'text', value: (r) => keyText(r.attribution.userId) },
  { name: 'task', type: 'text', value: (r) => keyText(r.attribution.task) },
  { name: 'conversation_id', type: 'text', value: (r) => keyText(r.attribution.conversationId) },
  { name: 'tags', type: 'text', expression: 'tags::jsonb', value: (r) => jsonText(r.attribution.tags) },
  { name: 'input_tokens', type: 'bigint', value: (r) => count(r.usage.inputTokens) },
  { name: 'output_tokens', type: 'bigint', value: (r) => count(r.usage.outputTokens) },
  { name: 'cache_read_tokens', type: 'bigint', value: (r) => count(r.usage.cacheReadTokens) },
  { name: 'cache_write_tokens', type: 'bigint', value: (r) => count(r.usage.cacheWriteTokens) },
  { name: 'reasoning_tokens', type: 'bigint', value: (r) => count(r.usage.reasoningTokens) },
  {
    name: 'usage_details',
    type: 'text',
    expression: 'usage_details::jsonb',
    value: (r) => jsonText(usageDetails(r.usage)),
  },
  { name: 'usage_source', type: 'text', value: (r) => r.usageSource },
  { name: 'usage_confidence', type: 'text', value: (r) => r.usageConfidence },
  {
    name: 'input_cost_usd',
    type: 'bigint',
    expression: usd('input_cost_usd'),
    value: (r) => r.cost.inputPicoUsd,
  },
  {
    name: 'output_cost_usd',
    type: 'bigint',
    expression: usd('output_cost_usd'),
    value: (r) => r.cost.outputPicoUsd,
  },
  { name: 'cost_usd', type: 'bigint', expression: usd('cost_usd'), value: (r) => r.cost.totalPicoUsd },
  { name: 'saved_usd', type: 'bigint', expression: usd('saved_usd'), value: (r) => count(r.savedPicoUsd) },
  {
    name: 'reported_gap_usd',
    type: 'bigint',
    expression: usd('reported_gap_usd'),
    value: (r) => wholeNumber(r.cost.reportedGapPicoUsd),
  },
  { name: 'cost_status', type: 'text', value: (r) => r.cost.status },
  { name: 'is_estimated', type: 'boolean', value: (r) => r.cost.isEstimated },
  { name: 'price_version', type: 'text', value: (r) => keyText(r.cost.priceVersion) },
  { name: 'priced_model', type: 'text', value: (r) => keyText(r.cost.pricedModel) },
  { name: 'matched_by', type: 'text', value: (r) => plainText(r.cost.matchedBy) },
  { name: 'service_tier', type: 'text', value: (r) => plainText(r.cost.serviceTier) },
  { name: 'outcome', type: 'text', value: (r) => r.outcome },
  { name: 'cached', type: 'boolean', value: (r) => r.cached },
  {
    name: 'flags',
    type: 'text',
    expression: `string_to_array(flags, ',')`,
    value: (r) => plainText(r.flags.join(',')),
  },
  { name: 'error_name', type: 'text', value: (r) => plainText(r.error?.name) },
  { name: 'error_message', type: 'text', value: (r) => plainText(r.error?.message) },
  { name: 'error_status', type: 'bigint', value: (r) => count(r.error?.status) },
  { name: 'finish_reason', type: 'text', value: (r) => plainText(r.finishReason) },
  { name: 'retries', type: 'bigint', value: (r) => count(r.retries) },
  { name: 'streamed', type: 'boolean', value: (r) => r.streamed ?? null },
  { name: 'response_id', type: 'text', value: (r) => plainText(r.responseId) },
  { name: 'run_id', type: 'text', value: (r) => plainText(r.runId) },
  { name: 'parent_run_id', type: 'text', value: (r) => plainText(r.parentRunId) },
  { name: 'trace_id', type: 'text', value: (r) => plainText(r.traceId) },
  { name: 'span_id', type: 'text', value: (r) => plainText(r.spanId) },
  { name: 'integration', type: 'text', value: (r) => keyText(r.integration) ?? 'unknown' },
  { name: 'service', type: 'text', value: (r) => keyText(r.service) },
  { name: 'metadata', type: 'text', expression: 'metadata::jsonb', value: (r) => jsonText(r.metadata) },
  { name: 'corrects', type: 'text', value: (r) => keyText(r.corrects) },
]
