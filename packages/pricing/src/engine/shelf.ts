import type { Catalog, CatalogProvider } from '@tokentoll/catalog'
import { TokentollError } from '../errors.ts'
import type { PriceEntry } from '../types.ts'
import { parseLine } from './parse-line.ts'
import { createPeriod, type Period } from './period.ts'
import { findModel, type FoundModel, type ModelIndex } from './resolve-model.ts'

/** All prices of one model at one provider, the ones that win first. */
export interface PricedModel {
  readonly provider: string
  readonly model: string
  readonly periods: readonly Period[]
}

/** A priced model and how its id found it. */
export interface Found {
  readonly priced: PricedModel
  readonly matchedBy: FoundModel['matchedBy'] | 'override'
  readonly region: string | undefined
}

/** Where the prices stand: catalogue lines that are read on demand, and overrides in front of them. */
export interface Shelf {
  /** Canonical name of a provider, by the aliases of SDKs and frameworks. */
  providerOf(name: string): string
  find(provider: string, model: string): Found | undefined
  readonly overrideCount: number
}

interface ProviderShelf extends ModelIndex {
  readonly overrides: Map<string, Period[]>
  readonly models: Map<string, PricedModel>
  lineOf(model: string): string | undefined
  readonly source: CatalogProvider | undefined
}

export function createShelf(catalog: Catalog | undefined, overrides: readonly PriceEntry[]): Shelf {
  const providers = new Map<string, ProviderShelf>()
  const aliases = new Map<string, string>()
  for (const provider of catalog?.providers ?? []) {
    aliases.set(provider.id, provider.id)
    for (const alias of provider.aliases) aliases.set(alias, provider.id)
    providers.set(
      provider.id,
      createProviderShelf(provider, (name) => aliases.has(name)),
    )
  }
  overrides.forEach((entry, index) => addOverride(entry, `overrides[${index}]`))

  function addOverride(entry: PriceEntry, field: string): void {
    const period = createPeriod(entry, field, true)
    const provider = providerOf(required(entry.provider, `${field}.provider`))
    let shelf = providers.get(provider)
    if (shelf === undefined) {
      aliases.set(provider, provider)
      shelf = createProviderShelf(undefined, (name) => aliases.has(name))
      providers.set(provider, shelf)
    }
    for (const id of [required(entry.model, `${field}.model`), ...(entry.aliases ?? [])]) {
      const key = id.trim().toLowerCase()
      const periods = shelf.overrides.get(key) ?? []
      for (const other of periods) checkOverlap(period, other)
      periods.push(period)
      // A price for some hours of the day stands in front of the price of the whole day.
      periods.sort((a, b) => Number(b.window !== undefined) - Number(a.window !== undefined))
      shelf.overrides.set(key, periods)
    }
  }

  function providerOf(name: string): string {
    const direct = aliases.get(name)
    if (direct !== undefined) return direct
    const clean = name.trim().toLowerCase().replaceAll('_', '-')
    const known = aliases.get(clean)
    if (known !== undefined) return known
    for (let dot = clean.lastIndexOf('.'); dot > 0; dot = clean.lastIndexOf('.', dot - 1)) {
      const shorter = aliases.get(clean.slice(0, dot))
      if (shorter !== undefined) return shorter
    }
    return clean
  }

  function findAt(provider: string, model: string): Found | undefined {
    const shelf = providers.get(provider)
    if (shelf === undefined) return undefined
    const own = shelf.overrides.get(model) ?? shelf.overrides.get(model.trim().toLowerCase())
    const found = findModel(shelf, model)
    if (found === undefined) {
      return (
        own && {
          priced: { provider, model: own[0]?.entry.model ?? model, periods: own },
          matchedBy: 'override',
          region: undefined,
        }
      )
    }
    const general = found.matchedBy === 'family' ? undefined : shelf.overrides.get(found.model.toLowerCase())
    const priced = readModel(shelf, provider, found.model)
    const before = own ?? general
    if (before === undefined) return { priced, matchedBy: found.matchedBy, region: found.region }
    const rest = found.matchedBy === 'family' ? [] : priced.periods
    return {
      priced: { provider, model: before[0]?.entry.model ?? found.model, periods: [...before, ...rest] },
      matchedBy: found.matchedBy === 'family' ? 'override' : found.matchedBy,
      region: found.region,
    }
  }

  function find(provider: string, model: string): Found | undefined {
    const direct = findAt(provider, model)
    if (direct !== undefined && direct.matchedBy !== 'family') return direct
    for (const standIn of providers.get(provider)?.source?.standIns ?? []) {
      const found = findAt(standIn, model)
      if (found !== undefined && found.matchedBy !== 'family') return { ...found, matchedBy: 'family' }
    }
    return direct ?? (providers.has(provider) ? undefined : findAtVendor(model))
  }

  /** A provider nobody knows: `vendor/model` names its vendor, else exactly one vendor must sell the model. */
  function findAtVendor(model: string): Found | undefined {
    const slash = model.indexOf('/')
    const named = slash > 0 ? aliases.get(model.slice(0, slash).toLowerCase()) : undefined
    if (named !== undefined) {
      const found = findAt(named, model.slice(slash + 1)) ?? findAt(named, model)
      if (found !== undefined) return { ...found, matchedBy: 'family' }
    }
    const sellers: Found[] = []
    for (const vendor of catalog?.vendors ?? []) {
      const found = findAt(vendor, model)
      if (found !== undefined && found.matchedBy !== 'family') sellers.push(found)
    }
    const [only] = sellers
    return only !== undefined && sellers.length === 1 ? { ...only, matchedBy: 'family' } : undefined
  }

  return { providerOf, find, overrideCount: overrides.length }
}

function createProviderShelf(
  source: CatalogProvider | undefined,
  isProviderName: (name: string) => boolean,
): ProviderShelf {
  let canonicalIds: Map<string, string> | undefined
  let lines: Map<string, string> | undefined
  function load(): Map<string, string> {
    canonicalIds = new Map()
    lines = new Map()
    for (const line of (source?.lines ?? '').split('\n')) {
      if (line === '') continue
      let end = line.indexOf(' ')
      const model = line.slice(0, end)
      canonicalIds.set(model, model)
      lines.set(model, line)
      while (line[end + 1] === '=') {
        const next = line.indexOf(' ', end + 1)
        canonicalIds.set(line.slice(end + 2, next), model)
        end = next
      }
    }
    return canonicalIds
  }
  return {
    source,
    overrides: new Map(),
    models: new Map(),
    isProviderName,
    canonical: (id) => (canonicalIds ?? load()).get(id),
    lineOf: (model) => lines?.get(model),
  }
}

function readModel(shelf: ProviderShelf, provider: string, model: string): PricedModel {
  const known = shelf.models.get(model)
  if (known !== undefined) return known
  const entries = parseLine(provider, shelf.source?.url, shelf.lineOf(model) ?? '')
  const periods = entries.map((entry) => createPeriod(entry, `catalog.${provider}.${model}`, false))
  periods.sort((a, b) => Number(b.window !== undefined) - Number(a.window !== undefined))
  const priced = { provider, model, periods }
  shelf.models.set(model, priced)
  return priced
}

function checkOverlap(period: Period, other: Period): void {
  if ((period.window === undefined) !== (other.window === undefined)) return
  if (period.window !== undefined && JSON.stringify(period.window) !== JSON.stringify(other.window)) return
  if (period.fromMs >= other.toMs || other.fromMs >= period.toMs) return
  throw new TokentollError({
    code: 'price_overlap',
    problem: `Two prices of ${period.entry.provider} ${period.entry.model} hold at the same time, the other is ${other.field}`,
    field: period.field,
    value: `${period.entry.from ?? 'ever'} to ${period.entry.to ?? 'further notice'}`,
    remedy: 'End the earlier one where the later one begins: `to` is exclusive.',
  })
}

/** An id as given; throws `id_empty` when there is nothing in it. */
export function required(id: string, field: string): string {
  if (typeof id === 'string' && id.trim() !== '') return id
  throw new TokentollError({
    code: 'id_empty',
    problem: 'An empty id',
    field,
    value: id,
    remedy: 'Give the name of the provider and the id of the model.',
  })
}
