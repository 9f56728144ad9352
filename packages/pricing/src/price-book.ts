import { catalog } from '@tokentoll/catalog'
import { createPriceBook as createBook, type PriceBookOptions } from './engine/price-book.ts'
import type { PriceBook } from './types.ts'

/**
 * Creates a price book on the catalogue that comes with this package, unless another one or `false` is given.
 *
 * @throws TokentollError when an entry cannot hold: `price_invalid`, `price_overlap`, `period_invalid` and others.
 */
export function createPriceBook(options: PriceBookOptions = {}): PriceBook {
  return createBook({ ...options, catalog: options.catalog ?? catalog })
}
