import { createPriceBook } from './price-book.ts'
import type { CostCalculation } from './types.ts'

/**
 * The cost of one call at today's list prices, with nothing to set up: a plain object.
 *
 * Counts are inclusive token counts. Rejects with `TokentollError` for counts that are no counts.
 * For many calls create one price book and use its `calculate`.
 */
export async function calculateLlmCost(
  provider: string,
  model: string,
  inputTokens: number,
  outputTokens: number,
): Promise<CostCalculation> {
  const calculation = createPriceBook().calculate({ provider, model, usage: { inputTokens, outputTokens } })
  return JSON.parse(JSON.stringify(calculation)) as CostCalculation
}
