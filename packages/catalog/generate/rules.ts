import { readLine } from '../src/read-line.ts'
import type { CatalogEntry, CatalogPrice, CatalogPrices, CatalogTier } from '../src/types.ts'
import { timesFactor } from './decimal.ts'

/** A reviewed fact about many models at once, written like the tail of a catalogue line. */
export interface Rule {
  readonly provider: string
  /** Regular expression on the canonical model id. */
  readonly models: string
  /** What to add; after a factor `r=` and `ra=` keep a standard price, `r=i` is the input price of the tier. */
  readonly add: string
  readonly url: string
  readonly reason: string
}

/** A cache read that the factor of a service tier does not reach, and what it costs instead. */
interface Exception {
  readonly serviceTier: string
  readonly kind: 'cacheRead' | 'cacheReadAudio'
  readonly as: 'standard' | 'input'
}

const EXCEPTION = / (ra?)=(i?)(?= |$)/g

/**
 * Adds the tiers, regions and units of a rule to an entry; what the entry has already stays. A rule without
 * a factor states prices of today, so an earlier period does not get it.
 */
export function applyRule(entry: CatalogEntry, rule: Rule, isCurrent: boolean): CatalogEntry {
  if (!isCurrent && !/ x[\d.]/.test(rule.add)) return entry
  const exceptions = exceptionsOf(rule)
  const [added] = readLine(`rule i0 o0 ${rule.add.replaceAll(EXCEPTION, '')}`)
  if (added === undefined) throw new Error(`A rule that adds nothing: ${rule.add}`)
  const { input: _input, output: _output, ...kinds } = added.prices
  const units = { ...entry.prices.units, ...added.prices.units, ...entry.prices.units }
  return {
    ...entry,
    prices: { ...kinds, ...entry.prices, ...(Object.keys(units).length > 0 ? { units } : {}) },
    serviceTiers: {
      ...entry.serviceTiers,
      ...withExceptions(added.serviceTiers, entry.prices, exceptions),
      ...entry.serviceTiers,
    },
    regions: { ...entry.regions, ...added.regions, ...entry.regions },
    tiers: entry.tiers.map((tier) => tierWith(tier, added, exceptions)),
  }
}

function exceptionsOf({ add }: Rule): readonly Exception[] {
  return add.split('*').flatMap((part) => {
    const serviceTier = part.split(' ')[0] ?? ''
    return [...part.matchAll(EXCEPTION)].map(([, code, as]) => ({
      serviceTier,
      kind: code === 'ra' ? ('cacheReadAudio' as const) : ('cacheRead' as const),
      as: as === 'i' ? ('input' as const) : ('standard' as const),
    }))
  })
}

function withExceptions(
  tiers: Readonly<Record<string, CatalogPrices>>,
  standard: CatalogPrices,
  exceptions: readonly Exception[],
): Record<string, CatalogPrices> {
  return Object.fromEntries(
    Object.entries(tiers).map(([name, prices]) => {
      const own = exceptions.flatMap(({ serviceTier, kind, as }) => {
        if (serviceTier !== name || standard[kind] === undefined) return []
        return [[kind, as === 'standard' ? standard[kind] : inputOf(standard, prices)]]
      })
      return [name, { ...prices, ...Object.fromEntries(own) }]
    }),
  )
}

/** What input costs in a service tier that has a factor. */
function inputOf({ input }: CatalogPrices, { multiplier }: CatalogPrices): CatalogPrice {
  if (input === undefined || multiplier === undefined) throw new Error('A tier without a factor')
  return timesFactor(input, Number(multiplier))
}

/** A factor holds above a threshold by itself; only a price that it does not reach has to be repeated there. */
function tierWith(tier: CatalogTier, added: CatalogEntry, exceptions: readonly Exception[]): CatalogTier {
  const kept = Object.entries(withExceptions(added.serviceTiers, tier.prices, exceptions)).filter(
    ([, { multiplier: _factor, ...prices }]) => Object.keys(prices).length > 0,
  )
  const named = kept.filter(([name]) => exceptions.some(({ serviceTier }) => serviceTier === name))
  if (named.length === 0) return tier
  return { ...tier, serviceTiers: { ...Object.fromEntries(named), ...tier.serviceTiers } }
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
  return { ...prices, cacheWrite1h: timesFactor(input, 2) }
}
