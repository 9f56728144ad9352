export { catalog } from '../data/prices.ts'
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
