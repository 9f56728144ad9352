import type { Catalog } from '@tokentoll/catalog/format'
import { refusal } from '../errors.ts'
import type { ModelMatch, PriceEntry } from '../types.ts'
import { checkEntry, requireList } from './check-entry.ts'
import { checkOverlap, createPeriod, type Period } from './period.ts'
import { PROVIDER_NAMES } from './provider-names.ts'
import {
  ANY_MODEL,
  createProviderShelf,
  type ListedModel,
  type ProviderShelf,
  windowsFirst,
} from './provider-shelf.ts'
import { findModel, type FoundModel } from './resolve-model.ts'

/** A priced model and how its id found it. */
export interface Found {
  readonly priced: ListedModel
  readonly matchedBy: Exclude<ModelMatch, 'fallback' | 'none'>
  readonly region: string | undefined
}

/** An override by the id that found it, which may be an alias of it. */
interface Overridden {
  readonly id: string
  readonly periods: readonly Period[]
}

/** All providers with their prices. */
export interface Shelf {
  /** Canonical name of a provider, by the names of SDKs and frameworks. */
  providerOf(name: string): string
  find(provider: string, model: string): Found | undefined
  /** Whether a name is that of a provider, or another name of one. */
  isProviderName(name: string): boolean
  readonly overrideCount: number
}

/** Puts a catalogue and overrides together; throws `TokentollError` for those that cannot hold. */
export function createShelf(catalog: Catalog | undefined, overrides: readonly PriceEntry[]): Shelf {
  const providers = new Map<string, ProviderShelf>()
  const names = new Map<string, string>()
  const isProviderName = (name: string): boolean => knownProvider(name) !== undefined
  for (const provider of catalog?.providers ?? []) {
    names.set(provider.id, provider.id)
    for (const alias of provider.aliases) names.set(alias, provider.id)
    providers.set(provider.id, createProviderShelf(provider.id, provider))
  }
  requireList(overrides, 'overrides')
  overrides.forEach((entry, index) => addOverride(entry, `overrides[${index}]`))

  function addOverride(entry: PriceEntry, field: string): void {
    checkEntry(entry, field)
    const provider = providerOf(required(entry.provider, `${field}.provider`))
    const model = required(entry.model, `${field}.model`)
    for (const alias of entry.aliases ?? []) required(alias, `${field}.aliases`)
    let shelf = providers.get(provider)
    if (shelf === undefined) {
      names.set(provider, provider)
      shelf = createProviderShelf(provider, undefined)
      providers.set(provider, shelf)
    }
    const period = createPeriod({ ...entry, provider }, field, true)
    for (const id of [model, ...(entry.aliases ?? [])]) {
      const key = id.trim().toLowerCase()
      const periods = shelf.overrides.get(key) ?? []
      for (const other of periods) checkOverlap(period, other, `${provider} ${model}`)
      shelf.overrides.set(key, windowsFirst([...periods, period]))
    }
  }

  /** The provider of a name in lower case, as LiteLLM writes it (`vertex_ai`, `fireworks_ai`) or a catalogue. */
  function knownProvider(name: string): string | undefined {
    const direct = names.get(name)
    if (direct !== undefined) return direct
    const clean = name.replaceAll('_', '-')
    return names.get(clean) ?? names.get(PROVIDER_NAMES.get(clean) ?? '')
  }

  function providerOf(name: string): string {
    const direct = names.get(name)
    if (direct !== undefined) return direct
    const clean = name.trim().toLowerCase().replaceAll('_', '-')
    for (let part = clean; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
      const known = knownProvider(part)
      if (known !== undefined) return known
    }
    return clean
  }

  function findAt(provider: string, model: string): Found | undefined {
    const shelf = providers.get(provider)
    if (shelf === undefined) return undefined
    const isSnapshot = (dated: string, undated: string): boolean => isListedSnapshot(shelf, dated, undated)
    const listed = findModel({ lookup: shelf.lookup, isProviderName, isSnapshot }, model)
    if (shelf.overrides.size > 0) return findOverridden(shelf, model, listed)
    return listed === undefined
      ? anyOf(shelf)
      : { priced: listed.model, matchedBy: nameMatch(listed, model), region: listed.region }
  }

  /**
   * Whether a provider, one whose prices stand in for it, or a vendor lists a dated id as a snapshot of the
   * undated one: the same model at the same price, so that the undated price is that of the date as well.
   */
  function isListedSnapshot(shelf: ProviderShelf, dated: string, undated: string): boolean {
    // A market place writes `vendor/model`.
    const slash = dated.indexOf('/')
    const vendor = slash === -1 ? undefined : knownProvider(dated.slice(0, slash))
    const start = vendor === undefined ? 0 : slash + 1
    for (const sellers of [
      vendor === undefined ? [shelf.id] : [vendor],
      shelf.standIns,
      catalog?.vendors ?? [],
    ]) {
      for (const seller of sellers) {
        const listed = providers.get(seller)?.lookup(dated.slice(start))
        if (listed !== undefined) return listed === providers.get(seller)?.lookup(undated.slice(start))
      }
    }
    return false
  }

  /** An override of the id as asked, else of the model it stands for; what it leaves open is listed. */
  function findOverridden(
    shelf: ProviderShelf,
    model: string,
    listed: FoundModel<ListedModel> | undefined,
  ): Found | undefined {
    const lookup = (id: string): Overridden | undefined => {
      const periods = id === ANY_MODEL ? undefined : shelf.overrides.get(id.toLowerCase())
      return periods === undefined ? undefined : { id, periods }
    }
    const isSnapshot = (dated: string, undated: string): boolean => isListedSnapshot(shelf, dated, undated)
    const own = findModel({ lookup, isProviderName, isSnapshot }, model)
    const isListed = listed !== undefined && listed.matchedBy !== 'family'
    const listedId = isListed ? listed.model : undefined
    // What is left of a dated id may be another model of the catalogue, with a price of its own.
    const ownId = own === undefined ? undefined : shelf.lookup(own.model.id)
    const isOther = listedId !== undefined && ownId !== undefined && ownId !== listedId
    const normalised = own?.matchedBy === 'family' || isOther ? undefined : own?.model
    const byName = lookup(model.trim()) ?? (isListed ? lookup(listed.model.model) : undefined)
    const before = (byName ?? normalised)?.periods
    if (before === undefined) {
      return listed === undefined
        ? anyOf(shelf)
        : { priced: listed.model, matchedBy: nameMatch(listed, model), region: listed.region }
    }
    const name = before[0]?.entry.model ?? model
    const priced = {
      provider: shelf.id,
      model: name,
      periods: isListed ? [...before, ...listed.model.periods] : before,
    }
    return {
      priced,
      matchedBy: isListed ? nameMatch(listed, model) : own?.matchedBy === 'snapshot' ? 'family' : 'override',
      region: listed?.region ?? own?.region,
    }
  }

  function anyOf(shelf: ProviderShelf): Found | undefined {
    const own = shelf.overrides.get(ANY_MODEL)
    const listed = shelf.lookup(ANY_MODEL)
    if (own === undefined && listed === undefined) return undefined
    const periods = [...(own ?? []), ...(listed?.periods ?? [])]
    const priced = { provider: shelf.id, model: ANY_MODEL, periods }
    return { priced, matchedBy: own === undefined ? 'alias' : 'override', region: undefined }
  }

  function find(provider: string, model: string): Found | undefined {
    const direct = findAt(provider, model)
    if (direct !== undefined && direct.matchedBy !== 'family') return direct
    const shelf = providers.get(provider)
    if (shelf === undefined) return findAtVendor(model)
    for (const standIn of shelf.standIns) {
      const found = findAt(standIn, model)
      if (found !== undefined && found.matchedBy !== 'family') return { ...found, matchedBy: 'family' }
    }
    // Clients of OpenAI are pointed at gateways and other vendors, whose models it does not sell itself.
    return direct ?? (provider === 'openai' ? findAtVendor(model) : undefined)
  }

  /** A provider nobody knows: `vendor/model` names its vendor, else exactly one vendor must sell the model. */
  function findAtVendor(model: string): Found | undefined {
    const slash = model.indexOf('/')
    const named = slash > 0 ? knownProvider(model.slice(0, slash).toLowerCase()) : undefined
    if (named !== undefined) {
      const found = findAt(named, model.slice(slash + 1)) ?? findAt(named, model)
      if (found !== undefined) return { ...found, matchedBy: 'family' }
    }
    const sellers = (catalog?.vendors ?? []).flatMap((vendor) => {
      const found = findAt(vendor, model)
      return found === undefined || found.matchedBy === 'family' ? [] : [found]
    })
    const [only, second] = sellers
    return only === undefined || second !== undefined ? undefined : { ...only, matchedBy: 'family' }
  }

  return { providerOf, find, isProviderName, overrideCount: overrides.length }
}

function nameMatch(found: FoundModel<ListedModel>, asked: string): Found['matchedBy'] {
  if (found.matchedBy === 'snapshot') return 'family'
  if (found.matchedBy !== 'direct') return found.matchedBy
  return found.model.model === asked ? 'exact' : 'alias'
}

const ID_REMEDY = 'Give the name of the provider and the id of the model.'

/** An id as given; throws `id_empty` when there is nothing in it. */
export function required(id: string, field: string, remedy: string = ID_REMEDY): string {
  if (typeof id === 'string' && id.trim() !== '') return id
  throw refusal('id_empty', 'An empty id', field, id, remedy)
}
