import type { Catalog } from '@tokentoll/catalog/format'
import type {
  CostCalculation,
  CostRequest,
  CostStatus,
  FallbackPolicy,
  ModelMatch,
  PriceBook,
  PriceEntry,
  PricingFlag,
} from '../types.ts'
import { refusal } from '../errors.ts'
import { checkCatalog } from './check-catalog.ts'
import { checkPrices } from './check-entry.ts'
import { chooseCard, datedQuote, NO_FACTORS, periodAt, usualQuote } from './choose-card.ts'
import { checkUsage } from './counts.ts'
import { explainModel } from './explain.ts'
import { calculateGeneral, calculateUnpriced } from './general.ts'
import { toEpochMs } from './instant.ts'
import { createMemo, type Memo } from './memo.ts'
import { STANDARD_TIER } from './period.ts'
import { describeNone, type PricedId, type Quote, quoteFor } from './priced-id.ts'
import { ratesOf, type RateCard } from './rate-card.ts'
import { ANY_MODEL } from './provider-shelf.ts'
import { createShelf, type Found, required, type Shelf } from './shelf.ts'
import { calculateShort } from './short-path.ts'
import { createTenants, type TenantOverlay, type Tenants } from './tenants.ts'

/** As it was on loading, so that a clock that tests put in its place is known for one. */
const realClock = Date.now

/** Prefixes come off one by one, in quadratic time: no model has a longer id, so none is looked for. */
const LONGEST_ID = 512

/** How to set up a price book; everything has a default. */
export interface PriceBookOptions {
  /** The price catalogue; `false` for none. Default: the one that comes with the package. */
  readonly catalog?: false | Catalog | undefined
  /** Prices of your own: they win over the catalogue where they hold. */
  readonly overrides?: readonly PriceEntry[] | undefined
  /** What to do with a model that has no price; default: book nothing and say `unpriced`. */
  readonly fallback?: FallbackPolicy | undefined
  /** Model ids by deployment name, e.g. `{ 'my-azure-deployment': 'gpt-4o' }`. */
  readonly aliases?: Readonly<Record<string, string>> | undefined
  /** Negotiated prices, discounts and markups, by tenant and dated. */
  readonly tenants?: readonly TenantOverlay[] | undefined
  /** The present, in epoch milliseconds; default: `Date.now`. */
  readonly clock?: (() => number) | undefined
}

interface BookParts {
  readonly shelf: Shelf
  readonly catalog: Catalog | undefined
  readonly aliases: ReadonlyMap<string, string>
  readonly tenants: Tenants | undefined
  readonly fallback: RateCard | undefined
  readonly memo: Memo
}

/** Creates a price book; without `catalog` it knows the overrides only. Throws `TokentollError` for bad entries. */
export function createPriceBook(options: PriceBookOptions = {}): PriceBook {
  return createPriceBookWith(options, createMemo())
}

/** The same with a memory of one's own, so that a benchmark can do without. */
export function createPriceBookWith(options: PriceBookOptions, memo: Memo): PriceBook {
  const { catalog = false } = options
  const whole = catalog === false ? undefined : checkCatalog(catalog)
  const shelf = createShelf(whole, options.overrides ?? [])
  const parts: BookParts = {
    shelf,
    catalog: whole,
    aliases: new Map(Object.entries(options.aliases ?? {})),
    tenants: createTenants(options.tenants ?? [], shelf.providerOf),
    fallback: readFallback(options.fallback),
    memo,
  }
  return bookAt(parts, options.clock ?? Date.now)
}

function readFallback(fallback: FallbackPolicy | undefined): RateCard | undefined {
  const kind = fallback?.kind
  if (fallback === undefined || kind === 'unpriced') return undefined
  if (kind !== 'estimate') {
    const remedy = "Give 'estimate' with prices, or 'unpriced'."
    throw refusal('price_invalid', 'Not a fallback policy', 'fallback.kind', kind, remedy)
  }
  checkPrices(fallback.prices, 'fallback.prices')
  return { ...ratesOf(fallback.prices, 'fallback.prices'), billedAsText: [], guessed: [] }
}

/** The same parts as of the instant that a clock says. */
function bookAt(parts: BookParts, clock: () => number): PriceBook {
  const { shelf, catalog, aliases, tenants, memo } = parts
  const isReal = clock === realClock

  function calculate(request: CostRequest): CostCalculation {
    const { provider, model, serviceTier } = request
    checkUsage(request.usage)
    const at = request.at === undefined ? undefined : toEpochMs(request.at, 'at')
    const id = lookUp(provider, model)
    if (
      tenants === undefined &&
      (serviceTier === undefined || serviceTier === STANDARD_TIER || serviceTier === 'default') &&
      request.region === undefined &&
      (request.reportedCostUsd ?? undefined) === undefined
    ) {
      const quote = id.usual ?? (at === undefined ? quoteNow(id) : quoteAt(id, at))
      const calculation = quote === undefined ? undefined : calculateShort(request.usage, quote, id.status)
      if (calculation !== undefined) return calculation
    }
    return calculateLong(request, id, at ?? clock())
  }

  /** The real clock does not run backwards: a quote that holds from now on needs no look at it again. */
  function quoteNow(id: PricedId): Quote | undefined {
    if (!isReal) return quoteAt(id, clock())
    if (id.lasting !== undefined) return id.lasting
    const quote = quoteAt(id, clock())
    if (quote !== undefined && id.dated?.toMs === Infinity) id.lasting = quote
    return quote
  }

  /** The quote of a model with dated prices, remembered for as long as it holds. */
  function quoteAt(id: PricedId, epochMs: number): Quote | undefined {
    const known = id.dated
    if (known !== undefined && epochMs >= known.fromMs && epochMs < known.toMs) return known.quote
    const found = datedQuote(id, epochMs)
    if (found !== undefined) id.dated = found
    return found?.quote
  }

  function find(provider: string, model: string): Found | undefined {
    const id = aliases.size === 0 ? model : (aliases.get(model) ?? model)
    return id.length > LONGEST_ID ? undefined : shelf.find(provider, id)
  }

  function lookUp(provider: string, model: string): PricedId {
    return memo.get(provider, model) ?? memo.set(resolve(provider, model))
  }

  /** The model that an id stands for, to compare with others; a relative or any model is not the same one. */
  function sameModel(provider: string, model: string): string {
    const { priced, matchedBy } = lookUp(provider, model)
    const isSame = priced !== undefined && priced.model !== ANY_MODEL && matchedBy !== 'family'
    return isSame ? priced.model : (aliases.get(model) ?? model).trim().toLowerCase()
  }

  function resolve(provider: string, model: string): PricedId {
    const canonicalProvider = shelf.providerOf(required(provider, 'provider'))
    const found = find(canonicalProvider, required(model, 'model'))
    const isDeployment = found?.matchedBy === 'exact' && aliases.has(model)
    const matchedBy: ModelMatch = isDeployment ? 'alias' : (found?.matchedBy ?? 'none')
    return {
      provider,
      model,
      next: undefined,
      canonicalProvider,
      priced: found?.priced,
      matchedBy,
      region: found?.region,
      status: found === undefined ? 'unpriced' : matchedBy === 'family' ? 'estimated' : 'priced',
      usual: found === undefined ? undefined : usualQuote(found, canonicalProvider, matchedBy),
      dated: undefined,
      lasting: undefined,
    }
  }

  function calculateLong(request: CostRequest, id: PricedId, at: number): CostCalculation {
    const terms = tenants?.termsFor(
      request.tenantId,
      id.canonicalProvider,
      [request.model, id.priced?.model ?? request.model, sameModel(id.canonicalProvider, request.model)],
      at,
      (model) => sameModel(id.canonicalProvider, model),
    )
    const period = terms?.negotiated ?? periodAt(id.priced?.periods, at)
    if (period !== undefined) {
      const flags: PricingFlag[] = []
      const card = chooseCard(request, id.region, period, terms?.factors ?? NO_FACTORS, flags)
      const quote = quoteFor(card, id.canonicalProvider, id.matchedBy)
      const status = terms?.negotiated === undefined ? id.status : negotiatedStatus(id)
      const isPlain = flags.length === 0 && (request.reportedCostUsd ?? undefined) === undefined
      const short = isPlain ? calculateShort(request.usage, quote, status) : undefined
      return short ?? calculateGeneral(request, card, quote, status, flags)
    }
    const { fallback } = parts
    const source = describeNone(
      id.canonicalProvider,
      request.model,
      fallback === undefined ? 'none' : 'fallback',
    )
    return fallback === undefined
      ? calculateUnpriced(request, source)
      : calculateGeneral(request, fallback, source, 'estimated', [])
  }

  return {
    calculate,
    at(instant) {
      const epochMs = toEpochMs(instant, 'instant')
      return bookAt(parts, () => epochMs)
    },
    explain: (model, provider) =>
      explainModel({ model, provider, found: find(shelf.providerOf(provider ?? ''), model), at: clock() }),
    version: `${catalog === undefined ? 'none' : `catalog@${catalog.version}`}${shelf.overrideCount > 0 ? `+${shelf.overrideCount}` : ''}`,
    checkedAt: catalog === undefined ? undefined : Date.parse(catalog.checkedAt),
  }
}

/** A negotiated price is as sure as the match of the id: it was agreed for a model, not for its relatives. */
function negotiatedStatus({ matchedBy }: PricedId): CostStatus {
  return matchedBy === 'family' || matchedBy === 'fallback' || matchedBy === 'none' ? 'estimated' : 'priced'
}
