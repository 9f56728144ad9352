import { createPriceBook } from './price-book.ts'
import type { CostCalculation, PriceBook } from './types.ts'

/** The default book, made when first asked for. It never changes, so sharing it cannot be observed. */
const defaultBook: () => PriceBook = once(createPriceBook)

/**
 * The cost of one call at today's list prices, with nothing to set up: a plain object.
 *
 * Counts are inclusive token counts. Rejects with `TokentollError` for counts that are no counts. With
 * prices of your own, create a price book and use its `calculate`, which is synchronous.
 */
export async function calculateLlmCost(
  provider: string,
  model: string,
  inputTokens: number,
  outputTokens: number,
): Promise<CostCalculation> {
  const calculation = defaultBook().calculate({ provider, model, usage: { inputTokens, outputTokens } })
  return toPlain(calculation)
}

function toPlain(calculation: CostCalculation): CostCalculation {
  return JSON.parse(JSON.stringify(calculation)) as CostCalculation
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
