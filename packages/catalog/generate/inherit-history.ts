import type { CatalogEntry, CatalogPrice, CatalogPrices, CatalogTier } from '../src/types.ts'
import { isRelative } from './bedrock.ts'
import { samePrice } from './opinion.ts'

/** The dated entries of a vendor's models, by model id and alias; an id that two vendors use is left out. */
export type VendorHistory = ReadonlyMap<string, readonly CatalogEntry[]>

/** Kinds that a price list always has; a host follows its vendor when these are the vendor's today. */
const LISTED = ['input', 'output', 'cacheRead', 'cacheWrite'] as const

/** The models of vendors that had other prices before, or get others on a date that is known. */
export function vendorHistoryOf(lines: readonly (readonly CatalogEntry[])[]): VendorHistory {
  const history = new Map<string, readonly CatalogEntry[]>()
  const seen = new Set<string>()
  for (const entries of lines) {
    const ids = entries.slice(0, 1).flatMap(({ model, aliases }) => [model, ...aliases])
    for (const name of new Set(ids.map(spellingOf))) {
      if (seen.has(name)) history.delete(name)
      else if (entries.length > 1 && entries.every(({ window }) => window === undefined))
        history.set(name, entries)
      seen.add(name)
    }
  }
  return history
}

/**
 * The prices that a host asked before, where it sells at the list price of the vendor. Sources date the vendor's
 * line and leave the hosts at today's price, which would bill a call of last year too cheap there.
 *
 * A model that has dates of its own, or costs something else today, is left as it is.
 */
export function inheritHistory(
  entries: readonly CatalogEntry[],
  history: VendorHistory,
): readonly CatalogEntry[] {
  const [own] = entries
  if (own === undefined || entries.length > 1 || own.from !== undefined) return entries
  const names = [own.model, ...own.aliases].map(spellingOf)
  const [dated] = names.flatMap((name) => [history.get(name) ?? []]).filter(({ length }) => length > 0)
  const today = dated?.[0]
  if (dated === undefined || today === undefined || !isList(own.prices, today.prices)) return entries
  if (names.some((name) => history.get(name) !== dated)) return entries
  const isSame = dated.every((period) => isList(period.prices, today.prices) && period.tiers.length === 0)
  if (isSame) return entries
  return dated.map((period, index) => (index === 0 ? currentOf(own, period) : otherOf(own, period)))
}

/** A model id without its vendor, region, version and date, and with dashes for dots. */
function spellingOf(id: string): string {
  return id
    .toLowerCase()
    .replace(/^.*\/|:beta$/g, '')
    .replace(/^[a-z]+\.(?=[a-z])/, '')
    .replace(/-v\d+(?::\d+)?$|@.*/, '')
    .replace(/-20\d{6}$|-20\d\d-\d\d-\d\d$/, '')
    .replaceAll('.', '-')
}

function isList(own: CatalogPrices, list: CatalogPrices): boolean {
  return LISTED.every(
    (kind) => own[kind] === undefined || list[kind] === undefined || samePrice(own[kind], list[kind]),
  )
}

function currentOf(own: CatalogEntry, { from, to }: CatalogEntry): CatalogEntry {
  return { ...own, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** The host's entry at the prices of another period; layers that state prices of today fall away. */
function otherOf({ source: _source, ...own }: CatalogEntry, period: CatalogEntry): CatalogEntry {
  const { from, to } = period
  return {
    ...own,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    prices: { ...kindsOf(period.prices, own.prices), ...unitsOf(own.prices) },
    tiers: period.tiers.map((tier) => tierOf(own, tier)),
    serviceTiers: factorsOf(own.serviceTiers),
    regions: factorsOf(own.regions),
  }
}

/** A context tier of the vendor from the threshold of the host, which may count the threshold itself or not. */
function tierOf(own: CatalogEntry, tier: CatalogTier): CatalogTier {
  const now = own.tiers.find(({ aboveInputTokens }) => aboveInputTokens === tier.aboveInputTokens)
  const { inclusive } = now ?? tier
  return { ...tier, inclusive, prices: kindsOf(tier.prices, own.prices), serviceTiers: {} }
}

/** Prices of the kinds that the host sells. */
function kindsOf(prices: CatalogPrices, sold: CatalogPrices): CatalogPrices {
  const { units: _units, multiplier: _multiplier, ...kinds } = prices
  return Object.fromEntries(Object.entries(kinds).filter(([kind]) => kind in sold)) as Readonly<
    Record<string, CatalogPrice>
  >
}

function unitsOf({ units }: CatalogPrices): CatalogPrices {
  return units === undefined ? {} : { units }
}

function factorsOf(layers: Readonly<Record<string, CatalogPrices>>): Record<string, CatalogPrices> {
  return Object.fromEntries(Object.entries(layers).filter(([, layer]) => isRelative(layer)))
}
