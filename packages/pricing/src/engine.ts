/** The engine without the catalogue, for bundles that bring all their prices as overrides. */
export { createPriceBook, type PriceBookOptions } from './engine/price-book.ts'
export type { TenantOverlay } from './engine/tenants.ts'
export { TokentollError } from './errors.ts'
