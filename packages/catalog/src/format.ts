/** The form of a catalogue without its data: types, and the reader of a line. */
export { PRICE_CODES } from './price-codes.ts'
export { readLine } from './read-line.ts'
export type {
  Catalog,
  CatalogEntry,
  CatalogPrice,
  CatalogPrices,
  CatalogProvider,
  CatalogTier,
  CatalogTokenKind,
  CatalogWindow,
} from './types.ts'
