import type { CatalogEntry, CatalogPrices } from '../src/types.ts'

/** What vendors ask for their own models, by model id and alias. */
export type VendorPrices = ReadonlyMap<string, CatalogPrices>

const CENT_DIGITS = 2

/** The prices in the lines of vendors, as read; an id that two vendors use is left out. */
export function vendorPricesOf(lines: readonly (readonly CatalogEntry[])[]): VendorPrices {
  const prices = new Map<string, CatalogPrices>()
  const ambiguous = new Set<string>()
  for (const [entry] of lines) {
    if (entry === undefined) continue
    for (const name of [entry.model, ...entry.aliases]) {
      if (prices.has(name)) ambiguous.add(name)
      prices.set(name, entry.prices)
    }
  }
  for (const name of ambiguous) prices.delete(name)
  return prices
}

/**
 * Market places and lists of them write 0.125 as 0.13 and 0.005 as 0.01. A cache read that is the vendor's,
 * rounded to cents, beside the vendor's input and output price, is the vendor's.
 */
export function withoutRounding(entry: CatalogEntry, vendors: VendorPrices): CatalogEntry {
  const vendor = vendors.get(entry.model.slice(entry.model.lastIndexOf('/') + 1))
  const { input, output, cacheRead } = entry.prices
  if (vendor === undefined || typeof cacheRead !== 'string' || typeof vendor.cacheRead !== 'string')
    return entry
  if (input !== vendor.input || output !== vendor.output || cacheRead === vendor.cacheRead) return entry
  if (Number(cacheRead) !== Number(Number(vendor.cacheRead).toFixed(CENT_DIGITS))) return entry
  return { ...entry, prices: { ...entry.prices, cacheRead: vendor.cacheRead } }
}
