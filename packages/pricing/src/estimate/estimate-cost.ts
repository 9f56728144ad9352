import { refusal } from '../errors.ts'
import type { CostCalculation, CostRequest, PriceBook } from '../types.ts'
import { estimateTokens, type PromptMessage } from './estimate-tokens.ts'

/** A call that has not been made yet. */
export interface PlannedCall extends Pick<
  CostRequest,
  'provider' | 'model' | 'at' | 'serviceTier' | 'region' | 'tenantId'
> {
  /** The prompt, to estimate its tokens; or `inputTokens`, when somebody has counted them. */
  readonly prompt?: string | readonly PromptMessage[] | undefined
  readonly inputTokens?: number | undefined
  /** The limit that the call sets itself. */
  readonly maxOutputTokens?: number | undefined
  /** Output tokens of comparable calls of late, in any order: 90 % of them bound the expectation. */
  readonly recentOutputTokens?: readonly number[] | undefined
}

/** What a planned call may cost. */
export interface CostEstimate {
  /** As counted by the caller, else estimated from the prompt. */
  readonly inputTokens: number
  /** What is to be expected: nine of ten comparable calls stay within it. */
  readonly expectedOutputTokens: number
  /** The cost of the input and of `expectedOutputTokens`. */
  readonly expected: CostCalculation
  /** With every output token that the call may produce; undefined when it sets no limit. */
  readonly worst: CostCalculation | undefined
}

/** Assumed without a limit and without experience. */
const DEFAULT_OUTPUT_TOKENS = 1000
const EXPECTED_SHARE = 0.9

/**
 * Estimates what a call will cost, from its prompt and what comparable calls produced. Without
 * `recentOutputTokens`, 1,000 output tokens are expected, or `maxOutputTokens` if that is less.
 *
 * @throws TokentollError `usage_invalid` without `prompt` and `inputTokens`, and what `calculate` throws.
 */
export async function estimateCost(prices: PriceBook, call: PlannedCall): Promise<CostEstimate> {
  const { prompt, inputTokens: counted, maxOutputTokens, recentOutputTokens, ...request } = call
  const inputTokens = counted ?? (await estimateTokens(required(prompt)))
  const usual = percentile(recentOutputTokens ?? []) ?? DEFAULT_OUTPUT_TOKENS
  const expectedOutputTokens = Math.min(usual, maxOutputTokens ?? usual)
  const priceOf = (outputTokens: number): CostCalculation =>
    prices.calculate({ ...request, usage: { inputTokens, outputTokens } })
  return {
    inputTokens,
    expectedOutputTokens,
    expected: priceOf(expectedOutputTokens),
    worst: maxOutputTokens === undefined ? undefined : priceOf(maxOutputTokens),
  }
}

function required(prompt: PlannedCall['prompt']): string | readonly PromptMessage[] {
  if (prompt !== undefined) return prompt
  throw refusal(
    'usage_invalid',
    'A planned call without its input',
    'prompt',
    prompt,
    'Give the prompt, or inputTokens if you have counted them.',
  )
}

/** The smallest sample that nine of ten do not exceed. */
function percentile(samples: readonly number[]): number | undefined {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * EXPECTED_SHARE) - 1]
}
