import type { PriceValue, Usage } from '@tokentoll/pricing'
import type { Attribution } from '../attribution/attribution.ts'
import type { CallOperation } from '../record/cost-record.ts'
import { globalMeterOrWarn } from './global-meter.ts'

/** One finished call, for code that is neither LangChain nor the AI SDK. */
export interface LlmCostInput extends Attribution, Usage {
  readonly provider: string
  readonly model: string
  /** Provider's id of the response: the same call reported twice is then booked once. */
  readonly responseId?: string
  readonly operation?: CallOperation
  readonly serviceTier?: string
  /** Start of the call, epoch milliseconds; default: now. Its price is the one of that instant. */
  readonly startedAt?: number
  readonly durationMs?: number
  /** What the provider says it cost, in USD; wins over the list price. */
  readonly reportedCostUsd?: PriceValue
}

/**
 * Prices a call and books it, cost and tokens, with the global meter. Never rejects: counts that are no
 * counts become a flagged record, and without `setGlobalMeter` a warning says that nothing is booked.
 */
export async function recordLlmCost(input: LlmCostInput): Promise<void> {
  const { provider, model, responseId, operation, serviceTier, startedAt, durationMs, reportedCostUsd } =
    input
  const { tenantId, userId, task, conversationId, tags, ...rest } = input
  globalMeterOrWarn()?.record({
    provider,
    model,
    ...(operation === undefined ? {} : { operation }),
    integration: 'manual',
    attribution: { tenantId, userId, task, conversationId, tags },
    startedAt,
    durationMs: durationMs ?? null,
    usage: usageOf(rest),
    usageSource: 'caller',
    responseId,
    serviceTier,
    reportedCostUsd,
  })
}

/** One kind of tokens of a call. */
export interface LlmTokenUsageInput extends Attribution {
  readonly provider: string
  readonly model: string
  readonly tokenType: 'input' | 'output' | 'cache_read' | 'cache_write' | 'reasoning'
  readonly tokens: number
  /** The answer came from a response cache: booked at cost 0. */
  readonly cached?: boolean
}

/**
 * Prices and books tokens that no other record of ours holds, one kind at a time. A call reported through
 * `recordLlmCost` already has its tokens: report it once, not through both. Never rejects.
 */
export async function recordLlmTokenUsage(input: LlmTokenUsageInput): Promise<void> {
  const { provider, model, tokens, tokenType, cached, tenantId, userId, task, conversationId, tags } = input
  globalMeterOrWarn()?.record({
    provider,
    model,
    integration: 'manual',
    attribution: { tenantId, userId, task, conversationId, tags },
    usage: Object.hasOwn(usageOfType, tokenType) ? usageOfType[tokenType](tokens) : {},
    usageSource: 'caller',
    cached: cached === true,
  })
}

const usageOfType: Readonly<Record<LlmTokenUsageInput['tokenType'], (tokens: number) => Usage>> = {
  input: (tokens) => ({ inputTokens: tokens, outputTokens: 0 }),
  output: (tokens) => ({ inputTokens: 0, outputTokens: tokens }),
  cache_read: (tokens) => ({ inputTokens: tokens, cacheReadTokens: tokens, outputTokens: 0 }),
  cache_write: (tokens) => ({ inputTokens: tokens, cacheWriteTokens: tokens, outputTokens: 0 }),
  reasoning: (tokens) => ({ inputTokens: 0, outputTokens: tokens, reasoningTokens: tokens }),
}

function usageOf(input: Usage): Usage {
  return {
    inputTokens: input.inputTokens,
    outputTokens: input.outputTokens,
    cacheReadTokens: input.cacheReadTokens,
    cacheWriteTokens: input.cacheWriteTokens,
    cacheWrite1hTokens: input.cacheWrite1hTokens,
    reasoningTokens: input.reasoningTokens,
    inputAudioTokens: input.inputAudioTokens,
    cacheReadAudioTokens: input.cacheReadAudioTokens,
    outputAudioTokens: input.outputAudioTokens,
    inputImageTokens: input.inputImageTokens,
    outputImageTokens: input.outputImageTokens,
    inputVideoTokens: input.inputVideoTokens,
    units: input.units,
  }
}
