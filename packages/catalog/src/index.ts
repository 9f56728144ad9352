export { catalog } from '../data/prices.ts'
export type { Catalog, CatalogProvider } from './types.ts'
