import { readLine } from '../src/read-line.ts'
import type { CatalogEntry, CatalogProvider } from '../src/types.ts'
import { decideBedrock } from './bedrock.ts'
import { findImplausible } from './bounds.ts'
import { decide, type Agreement, type Decision } from './decide.ts'
import { withAliases, withDashes, type ReviewedAliases } from './aliases.ts'
import { withEndedTier, withThreshold, type EndedTier, type Threshold } from './long-context.ts'
import { foldAliases } from './fold-aliases.ts'
import { inheritHistory, vendorHistoryOf, type VendorHistory } from './inherit-history.ts'
import type { Opinion, SourceName } from './opinion.ts'
import { isSold, opinionsOf, readProviderSources, type ProviderSource } from './provider-source.ts'
import { readJson } from './read-json.ts'
import { vendorPricesOf, withoutRounding, type VendorPrices } from './rounding.ts'
import { applyRule, withOneHourWrites, type Rule } from './rules.ts'
import { piAiDate } from './sources/pi-ai.ts'
import { writeLine } from './write-line.ts'

export interface ReviewedPrice {
  readonly provider: string
  readonly line: string
  readonly url: string
  readonly reason: string
  /** The question is not settled; it is listed among the open disagreements. */
  readonly isOpen?: boolean
  /** Kinds of prices that a source has for the model and this line leaves out for the reason given. */
  readonly leavesOut?: readonly string[]
}

export interface ModelProvenance {
  readonly agreement: Agreement
  readonly sources: readonly SourceName[]
  readonly url: string
  readonly dissent: readonly string[]
  readonly reason?: string
  readonly isOpen?: boolean
}

export interface BuiltProvider {
  readonly provider: CatalogProvider
  readonly kind: ProviderSource['kind']
  readonly provenance: ReadonlyMap<string, ModelProvenance>
  readonly rejected: readonly string[]
}

export interface BuiltCatalog {
  readonly date: string
  readonly providers: readonly BuiltProvider[]
}

interface Model {
  readonly entries: readonly CatalogEntry[]
  readonly provenance: ModelProvenance
}

/** Everything that was set by hand. */
interface Reviewed {
  readonly prices: readonly ReviewedPrice[]
  readonly rules: readonly Rule[]
  readonly aliases: readonly ReviewedAliases[]
  readonly endedTiers: readonly EndedTier[]
  readonly thresholds: readonly Threshold[]
}

/** Weighs all sources into one catalogue. Everything is read from installed packages and reviewed files. */
export function buildCatalog(): BuiltCatalog {
  const sources = readProviderSources()
  const reviewed: Reviewed = {
    prices: readJson('reviewed/prices.json') as readonly ReviewedPrice[],
    rules: readJson('reviewed/rules.json') as readonly Rule[],
    aliases: readJson('reviewed/aliases.json') as readonly ReviewedAliases[],
    ...(readJson('reviewed/long-context.json') as Pick<Reviewed, 'endedTiers' | 'thresholds'>),
  }
  const date = piAiDate()
  const vendors = sources
    .filter(({ kind }) => kind === 'vendor')
    .map((source) => buildProvider(source, reviewed, date, { exact: new Map(), history: new Map() }))
  const sold = vendors.flatMap(({ provider }) => provider.lines.split('\n').map(readLine))
  const known = { exact: vendorPricesOf(sold), history: vendorHistoryOf(sold) }
  const providers = sources.map(
    (source) =>
      vendors.find(({ provider }) => provider.id === source.id) ??
      buildProvider(source, reviewed, date, known),
  )
  return { date, providers }
}

function buildProvider(
  source: ProviderSource,
  reviewed: Reviewed,
  date: string,
  vendors: Vendors,
): BuiltProvider {
  const models = new Map<string, Model>()
  const taken = new Set<string>()
  for (const price of reviewed.prices.filter((one) => one.provider === source.id)) {
    const entries = readLine(price.line)
    const id = entries[0]?.model ?? ''
    for (const name of [id, ...(entries[0]?.aliases ?? [])]) taken.add(name.toLowerCase())
    const { url, reason, isOpen } = price
    const provenance = {
      agreement: 'reviewed' as const,
      sources: [],
      url,
      dissent: [],
      reason,
      ...(isOpen === true ? { isOpen } : {}),
    }
    models.set(id, {
      entries: entries.map((entry, index) => (index === 0 ? { ...entry, source: url } : entry)),
      provenance,
    })
  }
  const rejected: string[] = []
  const sold = opinionsOf(source).filter((opinion) => isSold(source, opinion.id))
  const opinions = sold.filter(
    (opinion) => taken.has(opinion.id.toLowerCase()) || isPlausible(opinion, rejected),
  )
  for (const [id, decision] of decisionsOf(source, opinions, date, taken)) {
    models.set(id, { entries: decision.entries, provenance: provenanceOf(source, decision) })
  }
  if (source.kind !== 'market') requireReview(source, models)
  const inputOnly = new Set(sold.filter((opinion) => opinion.isInputOnly).map(({ id }) => id))
  return finish(source, models, reviewed, { date, inputOnly, rejected, vendors })
}

/** A price that cannot be is no opinion: what the other sources say stands. */
function isPlausible(opinion: Opinion, rejected: string[]): boolean {
  const { id, source, isInputOnly } = opinion
  const problems = opinion.periods.flatMap(({ prices }) =>
    findImplausible(
      { model: id, aliases: [], prices, tiers: [], serviceTiers: {}, regions: {} },
      isInputOnly,
    ),
  )
  if (problems.length > 0) rejected.push(`${id} of ${source}: ${problems.join('; ')}`)
  return problems.length === 0
}

/** Only the moving prices of a market place may stay disputed; anywhere else a person has to look. */
function requireReview(source: ProviderSource, models: ReadonlyMap<string, Model>): void {
  const disputed = [...models].filter(([, model]) => model.provenance.agreement === 'disputed')
  if (disputed.length === 0) return
  const list = disputed.map(([id, model]) => `${id}: ${model.provenance.dissent.join(', ')}`)
  throw new Error(`Review these prices of ${source.id} in generate/reviewed/prices.json:\n${list.join('\n')}`)
}

function decisionsOf(
  source: ProviderSource,
  opinions: readonly Opinion[],
  date: string,
  taken: ReadonlySet<string>,
): Map<string, Decision> {
  if (source.id === 'amazon-bedrock') {
    const decisions = decideBedrock(opinions, date)
    for (const [key, decision] of decisions) {
      const ids = [key, ...decision.entries.flatMap((entry) => [entry.model, ...entry.aliases])]
      if (ids.some((id) => taken.has(id.toLowerCase()))) decisions.delete(key)
    }
    return new Map([...decisions.values()].map((decision) => [decision.entries[0]?.model ?? '', decision]))
  }
  const byId = new Map<string, Opinion[]>()
  for (const opinion of opinions) {
    const key = opinion.id.toLowerCase()
    if (!taken.has(key)) byId.set(key, [...(byId.get(key) ?? []), opinion])
  }
  const decided = [...byId.values()].map((list) => ({
    list,
    decision: decide(list[0]?.id ?? '', list, date),
  }))
  return foldAliases(decided)
}

function provenanceOf(source: ProviderSource, decision: Decision): ModelProvenance {
  const { agreement, sources, dissent } = decision
  return { agreement, sources, url: source.url, dissent }
}

/** What vendors ask for their own models, today and at other times. */
interface Vendors {
  readonly exact: VendorPrices
  readonly history: VendorHistory
}

interface Finish {
  readonly date: string
  readonly inputOnly: ReadonlySet<string>
  readonly rejected: string[]
  readonly vendors: Vendors
}

function finish(
  source: ProviderSource,
  models: ReadonlyMap<string, Model>,
  reviewed: Reviewed,
  { date, inputOnly, rejected, vendors }: Finish,
): BuiltProvider {
  const lines: string[] = []
  const provenance = new Map<string, ModelProvenance>()
  const rules = reviewed.rules.filter((rule) => rule.provider === source.id)
  const ended = reviewed.endedTiers.filter((tier) => tier.providers.includes(source.id))
  const own = new Map([...models].map(([id, { entries }]) => [id, entries]))
  const named = new Map([...own, ...withAliases(source.id, models, reviewed.aliases)])
  const spelt = source.kind === 'market' ? withDashes(named) : named
  for (const [id, model] of [...models].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const matching = rules.filter((rule) => new RegExp(rule.models).test(id))
    const tier = ended.find((one) => new RegExp(one.models).test(id))
    const aliased = spelt.get(id) ?? model.entries
    const dated = source.followsVendors === true ? inheritHistory(aliased, vendors.history) : aliased
    const ruled = dated.map((entry, index) =>
      withOneHourWrites(matching.reduce((one, rule) => applyRule(one, rule, index === 0), entry)),
    )
    const entries = (tier === undefined ? ruled : withEndedTier(ruled, tier, date)).map((entry) =>
      source.kind === 'market'
        ? withoutRounding(entry, vendors.exact)
        : withThreshold(entry, reviewed.thresholds),
    )
    const problems = entries.flatMap((entry) => findImplausible(entry, inputOnly.has(id)))
    if (problems.length > 0) {
      rejected.push(`${id}: ${problems.join('; ')}`)
      continue
    }
    lines.push(writeLine(entries))
    provenance.set(id, model.provenance)
  }
  if (source.kind === 'local') lines.push('* i0 o0')
  const { name, url, aliases, standIns, billedAsText, defaultRegion } = source
  return {
    kind: source.kind,
    provider: {
      id: source.id,
      name,
      url,
      aliases,
      standIns,
      billedAsText,
      ...(defaultRegion === undefined ? {} : { defaultRegion }),
      lines: lines.join('\n'),
    },
    provenance,
    rejected,
  }
}
