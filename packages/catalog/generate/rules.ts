import { readLine } from '../src/read-line.ts'
import type { CatalogEntry, CatalogPrice, CatalogPrices, CatalogTier } from '../src/types.ts'

/** A reviewed fact about many models at once, written like the tail of a catalogue line. */
export interface Rule {
  readonly provider: string
  /** Regular expression on the canonical model id. */
  readonly models: string
  /** What to add; `r=` after a factor keeps the standard price of cache reads. */
  readonly add: string
  readonly url: string
  readonly reason: string
}

/**
 * Adds the tiers, regions and units of a rule to an entry; what the entry has already stays. A rule without
 * a factor states prices of today, so an earlier period does not get it.
 */
export function applyRule(entry: CatalogEntry, rule: Rule, isCurrent: boolean): CatalogEntry {
  if (!isCurrent && !/ x[\d.]/.test(rule.add)) return entry
  const keepsCacheRead = new Set(
    [...rule.add.matchAll(/\*(\w+)(?: x[\d.]+)? r=/g)].map((match) => match[1] ?? ''),
  )
  const [added] = readLine(`rule i0 o0 ${rule.add.replaceAll(' r=', '')}`)
  if (added === undefined) throw new Error(`A rule that adds nothing: ${rule.add}`)
  const units = { ...entry.prices.units, ...added.prices.units, ...entry.prices.units }
  return {
    ...entry,
    prices: { ...entry.prices, ...(Object.keys(units).length > 0 ? { units } : {}) },
    serviceTiers: {
      ...entry.serviceTiers,
      ...withCacheRead(added.serviceTiers, entry.prices.cacheRead, keepsCacheRead),
      ...entry.serviceTiers,
    },
    regions: { ...entry.regions, ...added.regions, ...entry.regions },
    tiers: entry.tiers.map((tier) => tierWith(tier, added, keepsCacheRead)),
  }
}

function withCacheRead(
  tiers: Readonly<Record<string, CatalogPrices>>,
  cacheRead: CatalogPrice | undefined,
  keeps: ReadonlySet<string>,
): Record<string, CatalogPrices> {
  return Object.fromEntries(
    Object.entries(tiers).map(([name, prices]) => [
      name,
      keeps.has(name) && cacheRead !== undefined ? { ...prices, cacheRead } : prices,
    ]),
  )
}

/** A factor holds above a threshold by itself; only a price that it keeps has to be repeated there. */
function tierWith(tier: CatalogTier, added: CatalogEntry, keeps: ReadonlySet<string>): CatalogTier {
  const kept = Object.entries(added.serviceTiers).filter(([name]) => keeps.has(name))
  const { cacheRead } = tier.prices
  if (kept.length === 0 || cacheRead === undefined) return tier
  return {
    ...tier,
    serviceTiers: { ...withCacheRead(Object.fromEntries(kept), cacheRead, keeps), ...tier.serviceTiers },
  }
}

/**
 * Claude's one-hour cache writes cost twice the input price (121 of 123 rows of LiteLLM; the other two are
 * errors there). Most sources leave them out. Its five-minute writes cost 1.25 times, 1.2 for Claude 3 Haiku.
 */
export function withOneHourWrites(entry: CatalogEntry): CatalogEntry {
  if (!/claude/.test(entry.model)) return entry
  return {
    ...entry,
    prices: withOneHourWrite(entry.prices),
    tiers: entry.tiers.map((tier) => ({ ...tier, prices: withOneHourWrite(tier.prices) })),
    regions: Object.fromEntries(
      Object.entries(entry.regions).map(([name, prices]) => [name, withOneHourWrite(prices)]),
    ),
  }
}

function withOneHourWrite(prices: CatalogPrices): CatalogPrices {
  const { input, cacheWrite, cacheWrite1h } = prices
  if (typeof input !== 'string' || typeof cacheWrite !== 'string' || cacheWrite1h !== undefined) return prices
  const factor = Number(cacheWrite) / Number(input)
  if (factor < 1.2 - 1e-9 || factor > 1.25 + 1e-9) return prices
  return { ...prices, cacheWrite1h: String(Number((Number(input) * 2).toPrecision(12))) }
}
