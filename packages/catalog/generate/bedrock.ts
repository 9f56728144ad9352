import { samePrice, type Opinion } from './opinion.ts'
import { decide, type Decision } from './decide.ts'
import { PRICE_CODES } from '../src/price-codes.ts'
import type { CatalogEntry, CatalogPrices } from '../src/types.ts'

const REGION_PREFIX = /^(regional|global|us-gov|us|eu|apac|au|ca|in|jp)\./
const VERSION_SUFFIX = /(?:-v\d+)?:\d+$|-v\d+$/
/** Every Bedrock id begins with its vendor; a source's bare id belongs to somebody else. */
const VENDOR_PREFIX = /^[a-z0-9]+\./
const REGIONAL_PREMIUM = '1.1'

/** A layer that says of no price what it is today, so that it holds at other times too. */
export function isRelative(layer: CatalogPrices): boolean {
  return layer.multiplier !== undefined || Object.keys(layer).length === 0
}

interface BedrockModel {
  readonly ids: Set<string>
  readonly regions: Map<string, Opinion[]>
}

/**
 * Bedrock ids carry their region class: `us.`, `eu.`, `global.` and so on. One model gets one entry at the
 * global price, with the regional price as a layer; where there is no global price, at that of the US.
 */
export function decideBedrock(opinions: readonly Opinion[], date: string): Map<string, Decision> {
  const models = new Map<string, BedrockModel>()
  for (const opinion of opinions) {
    const prefix = REGION_PREFIX.exec(opinion.id)?.[1]
    const id = prefix === undefined ? opinion.id : opinion.id.slice(prefix.length + 1)
    if (!VENDOR_PREFIX.test(id)) continue
    const key = id.replace(VERSION_SUFFIX, '')
    const model = models.get(key) ?? { ids: new Set([key]), regions: new Map() }
    models.set(key, model)
    model.ids.add(id)
    const region =
      prefix === undefined && opinion.canonical.startsWith('regional.') ? 'regional' : (prefix ?? '')
    model.regions.set(region, [...(model.regions.get(region) ?? []), opinion])
  }
  return new Map([...models].map(([key, model]) => [key, decideModel(key, model, date)]))
}

function decideModel(key: string, model: BedrockModel, date: string): Decision {
  const id = [...model.ids].find((other) => VERSION_SUFFIX.test(other)) ?? key
  const byRegion = new Map(
    [...model.regions].map(([region, list]) => [region, decide(id, list, date)] as const),
  )
  const regional = byRegion.get('regional') ?? byRegion.get('us')
  const main = byRegion.get('global') ?? regional ?? byRegion.get('') ?? [...byRegion.values()][0]
  if (main === undefined) throw new Error(`Bedrock model ${id} has no price`)
  const aliases = [...model.ids].filter((other) => other !== id)
  const regions = main.entries[0] === undefined ? {} : regionsOf(main.entries[0], byRegion, regional, main)
  const factors = Object.fromEntries(Object.entries(regions).filter(([, layer]) => isRelative(layer)))
  const entries = main.entries.map((entry, index) => ({
    ...entry,
    aliases,
    regions: index === 0 ? regions : factors,
  }))
  const voices = [main, regional].flatMap((decision) => decision?.sources ?? [])
  return {
    entries,
    agreement: new Set(voices).size > 1 && main.agreement === 'single' ? 'agreed' : main.agreement,
    sources: [...new Set(voices)],
    dissent: main.dissent,
  }
}

/**
 * The region classes that differ, and those that a source knows to cost the same: a class without a price of its
 * own is one that nobody knows.
 */
function regionsOf(
  entry: CatalogEntry,
  byRegion: ReadonlyMap<string, Decision>,
  regional: Decision | undefined,
  main: Decision,
): Record<string, CatalogPrices> {
  const regions: Record<string, CatalogPrices> = {}
  const layer = regional === undefined || regional === main ? undefined : layerOver(entry.prices, regional)
  if (layer !== undefined || byRegion.has('regional')) regions['regional'] = layer ?? {}
  for (const [region, decision] of byRegion) {
    if (region === '' || region === 'global' || region === 'regional' || region === 'us') continue
    const own = layerOver(entry.prices, decision) ?? {}
    const inherited = regions['regional']
    if (JSON.stringify(own) !== JSON.stringify(inherited)) regions[region] = own
  }
  return regions
}

/** The prices that differ from the base; as a factor when that says it all. */
function layerOver(base: CatalogPrices, decision: Decision): CatalogPrices | undefined {
  const prices = decision.entries[0]?.prices ?? {}
  const kinds = PRICE_CODES.map(([, kind]) => kind).filter(
    (kind) => prices[kind] !== undefined && base[kind] !== undefined,
  )
  const differing = kinds.filter((kind) => !samePrice(prices[kind], base[kind]))
  if (differing.length === 0) return undefined
  const isPremium = kinds.every(
    (kind) =>
      Number(prices[kind]).toPrecision(9) === (Number(base[kind]) * Number(REGIONAL_PREMIUM)).toPrecision(9),
  )
  if (isPremium) return { multiplier: REGIONAL_PREMIUM }
  return Object.fromEntries(differing.map((kind) => [kind, prices[kind]])) as CatalogPrices
}
