import { type CatalogEntry, type CatalogProvider, readLine } from '@tokentoll/catalog/format'
import { refusal } from '../errors.ts'
import type { PriceEntry, TokenPrices } from '../types.ts'
import { createPeriod, type Period } from './period.ts'

/** Any model of a provider: for machines of your own, whose tokens cost nothing. */
export const ANY_MODEL = '*'

/** A model of a provider; its prices are read from the catalogue when somebody asks for them. */
export interface ListedModel {
  readonly provider: string
  readonly model: string
  /** Prices, the ones that win first. */
  readonly periods: readonly Period[]
}

/** The models of one provider, by id and alias, as written and in lower case. */
export interface ProviderShelf {
  readonly id: string
  readonly standIns: readonly string[]
  readonly overrides: Map<string, readonly Period[]>
  lookup(id: string): ListedModel | undefined
}

export function createProviderShelf(id: string, source: CatalogProvider | undefined): ProviderShelf {
  let models: Map<string, ListedModel> | undefined
  return {
    id,
    standIns: source?.standIns ?? [],
    overrides: new Map(),
    lookup(model) {
      models ??= source === undefined ? new Map() : indexLines(source)
      return models.get(model)
    },
  }
}

/** A line of the catalogue that is taken apart on first use. */
class CatalogModel implements ListedModel {
  readonly provider: string
  readonly model: string
  readonly #source: CatalogProvider
  readonly #line: string
  #periods: readonly Period[] | undefined

  constructor(source: CatalogProvider, model: string, line: string) {
    this.provider = source.id
    this.model = model
    this.#source = source
    this.#line = line
  }

  get periods(): readonly Period[] {
    return (this.#periods ??= readPeriods(this.#source, this.model, this.#line))
  }
}

function indexLines(source: CatalogProvider): Map<string, ListedModel> {
  const models = new Map<string, ListedModel>()
  const add = (name: string, model: ListedModel): void => {
    if (!models.has(name)) models.set(name, model)
    const lower = name.toLowerCase()
    if (lower !== name && !models.has(lower)) models.set(lower, model)
  }
  for (const line of source.lines.split('\n')) {
    let end = line.indexOf(' ')
    if (end === -1) continue
    const id = line.slice(0, end)
    const model = new CatalogModel(source, id, line)
    add(id, model)
    while (line[end + 1] === '=') {
      const next = line.indexOf(' ', end + 1)
      add(line.slice(end + 2, next), model)
      end = next
    }
  }
  return models
}

function readPeriods(source: CatalogProvider, model: string, line: string): readonly Period[] {
  try {
    const field = `catalog.${source.id}.${model}`
    return windowsFirst(
      readLine(line).map((entry) => createPeriod(toPriceEntry(source, entry), field, false)),
    )
  } catch (cause) {
    throw refusal(
      'catalog_invalid',
      'A catalogue line that cannot be read',
      `catalog.${source.id}`,
      line,
      'Load the catalogue again: it was cut short, or written by a newer version of @tokentoll/catalog.',
      cause,
    )
  }
}

/** The units of a catalogue are those of this engine by name; one it does not know is never asked for. */
function toPriceEntry(source: CatalogProvider, entry: CatalogEntry): PriceEntry {
  const { regions, serviceTiers, tiers, ...rest } = entry
  return {
    ...rest,
    provider: source.id,
    prices: entry.prices as TokenPrices,
    source: entry.source ?? source.url,
    billedAsText: source.billedAsText,
    ...(tiers.length > 0 ? { tiers } : {}),
    ...(hasKeys(serviceTiers) ? { serviceTiers } : {}),
    ...(hasKeys(regions) ? { regions: withAwsRegions(source.id, regions) } : {}),
    ...(source.defaultRegion === undefined ? {} : { defaultRegion: source.defaultRegion }),
  }
}

/**
 * The classes of Bedrock under the names of AWS regions that do not begin like them: `ap` stands for every
 * `ap-…` without a class of its own.
 */
function withAwsRegions(provider: string, regions: CatalogEntry['regions']): CatalogEntry['regions'] {
  if (provider !== 'amazon-bedrock') return regions
  const named = AWS_REGIONS.flatMap(([region, key]) => {
    const layer = regions[key]
    return layer === undefined ? [] : [[region, layer] as const]
  })
  return named.length === 0 ? regions : { ...regions, ...Object.fromEntries(named) }
}

const AWS_REGIONS = [
  ['ap', 'apac'],
  ['ap-northeast-1', 'jp'],
  ['ap-northeast-3', 'jp'],
  ['ap-southeast-2', 'au'],
  ['ap-southeast-4', 'au'],
  ['ap-south', 'in'],
] as const

function hasKeys(table: object): boolean {
  return Object.keys(table).length > 0
}

/** A price for some hours of the day stands in front of the price of the whole day. */
export function windowsFirst(periods: Period[]): Period[] {
  if (periods.length < 2) return periods
  return periods.sort((a, b) => Number(b.window !== undefined) - Number(a.window !== undefined))
}
