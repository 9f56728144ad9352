import type { Catalog } from '@tokentoll/catalog/format'
import { refusal } from '../errors.ts'
import { toEpochMs } from '../instant.ts'
import type {
  CostCalculation,
  CostRequest,
  CostStatus,
  FallbackPolicy,
  PriceBook,
  PriceEntry,
  PricingFlag,
} from '../types.ts'
import { checkCatalog } from './check-catalog.ts'
import { checkKnownKeys, checkPrices } from './check-entry.ts'
import { chooseCard, datedQuote, NO_FACTORS, periodAt } from './choose-card.ts'
import { checkUsage } from './counts.ts'
import { explainModel } from './explain.ts'
import { calculateGeneral, calculateUnpriced } from './general.ts'
import { createMemo, type Memo } from './memo.ts'
import { cardFor, createPeriod, type Period, STANDARD_TIER } from './period.ts'
import { describeNone, type PricedId, type Quote, quoteFor } from './priced-id.ts'
import { STANDARD_REGION } from './region.ts'
import { createResolver, type Resolver } from './resolver.ts'
import { normaliseServiceTier } from './service-tier.ts'
import { createShelf, type Shelf } from './shelf.ts'
import { calculateShort } from './short-path.ts'
import { createTenants, type TenantOverlay, type Tenants } from './tenants.ts'

/** As it was on loading, so that a clock that tests put in its place is known for one. */
const realClock = Date.now

/** How to set up a price book; everything has a default. */
export interface PriceBookOptions {
  /** The price catalogue; `false` for none. Default: the one that comes with the package. */
  readonly catalog?: false | Catalog | undefined
  /** Prices of your own: they win over the catalogue where they hold. */
  readonly overrides?: readonly PriceEntry[] | undefined
  /** What to do with a model that has no price; default: book nothing and say `unpriced`. */
  readonly fallback?: FallbackPolicy | undefined
  /**
   * Model ids by deployment name, e.g. `{ 'my-azure-deployment': 'gpt-4o' }`. A name is found like a model id, in any
   * case and behind prefixes (`azure/My-Azure-Deployment`); its dates and versions are part of it.
   */
  readonly aliases?: Readonly<Record<string, string>> | undefined
  /** Negotiated prices, discounts and markups, by tenant and dated. */
  readonly tenants?: readonly TenantOverlay[] | undefined
  /** The present, in epoch milliseconds; default: `Date.now`. */
  readonly clock?: (() => number) | undefined
}

const OPTION_KEYS: readonly string[] = Object.keys({
  catalog: true,
  overrides: true,
  fallback: true,
  aliases: true,
  tenants: true,
  clock: true,
} satisfies Record<keyof PriceBookOptions, true>)
const FALLBACK_KEYS = ['kind', 'prices'] as const

interface BookParts {
  readonly shelf: Shelf
  readonly catalog: Catalog | undefined
  readonly resolver: Resolver
  readonly lookUp: (provider: string, model: string) => PricedId
  readonly tenants: Tenants | undefined
  readonly fallback: Period | undefined
}

/** Creates a price book; without `catalog` it knows the overrides only. Throws `TokentollError` for bad entries. */
export function createPriceBook(options: PriceBookOptions = {}): PriceBook {
  return createPriceBookWith(options, createMemo())
}

/** The same with a memory of one's own, so that a benchmark can do without. */
export function createPriceBookWith(options: PriceBookOptions, memo: Memo): PriceBook {
  checkKnownKeys(options, OPTION_KEYS, 'options', 'overlay_invalid')
  const { catalog = false } = options
  const whole = catalog === false ? undefined : checkCatalog(catalog)
  const shelf = createShelf(whole, options.overrides ?? [])
  const resolver = createResolver(shelf, options.aliases ?? {})
  const lookUp = (provider: string, model: string): PricedId =>
    memo.get(provider, model) ?? memo.set(resolver.resolve(provider, model))
  const tenants = createTenants(options.tenants ?? [], {
    providerOf: shelf.providerOf,
    nameOf: resolver.nameOf,
    modelOf: (provider, model) => resolver.modelOf(lookUp(provider, model)),
  })
  const fallback = readFallback(options.fallback)
  const parts: BookParts = { shelf, catalog: whole, resolver, lookUp, tenants, fallback }
  return bookAt(parts, options.clock ?? Date.now)
}

function readFallback(fallback: FallbackPolicy | undefined): Period | undefined {
  if (fallback !== undefined && fallback !== null) checkKnownKeys(fallback, FALLBACK_KEYS, 'fallback')
  const kind = fallback?.kind
  if (fallback === undefined || kind === 'unpriced') return undefined
  if (kind !== 'estimate') {
    const remedy = "Give 'estimate' with prices, or 'unpriced'."
    throw refusal('price_invalid', 'Not a fallback policy', 'fallback.kind', kind, remedy)
  }
  const { prices } = fallback
  checkPrices(prices, 'fallback.prices')
  return createPeriod({ provider: '', model: '', prices }, 'fallback.prices', true)
}

/** The same parts as of the instant that a clock says. */
function bookAt(parts: BookParts, clock: () => number): PriceBook {
  const { shelf, catalog, resolver, lookUp, tenants } = parts
  const isReal = clock === realClock

  function calculate(request: CostRequest): CostCalculation {
    const { provider, model } = request
    checkUsage(request.usage)
    const at = request.at === undefined ? undefined : toEpochMs(request.at, 'at')
    const id = lookUp(provider, model)
    if (
      tenants === undefined &&
      normaliseServiceTier(request.serviceTier) === STANDARD_TIER &&
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

  function calculateLong(request: CostRequest, id: PricedId, at: number): CostCalculation {
    const { canonicalProvider: provider, priced } = id
    const { model, tenantId } = request
    const terms = tenants?.termsFor({
      tenantId,
      provider,
      model,
      models: [model, priced?.model ?? model, resolver.modelOf(id)],
      epochMs: at,
    })
    const factors = terms?.factors ?? NO_FACTORS
    const period = terms?.negotiated ?? periodAt(priced?.periods, at)
    if (period !== undefined) {
      const flags: PricingFlag[] = []
      const card = chooseCard(request, id.region, period, factors, flags)
      const quote = quoteFor(card, provider, id.matchedBy)
      const status = terms?.negotiated === undefined ? id.status : negotiatedStatus(id, terms.isNamed)
      const isPlain = flags.length === 0 && (request.reportedCostUsd ?? undefined) === undefined
      const short = isPlain ? calculateShort(request.usage, quote, status) : undefined
      return short ?? calculateGeneral(request, card, quote, status, flags)
    }
    const { fallback } = parts
    if (fallback === undefined) return calculateUnpriced(request, describeNone(provider, model, 'none'))
    const card = cardFor(fallback, -1, STANDARD_TIER, STANDARD_REGION, factors)
    const source = describeNone(provider, model, 'fallback', factors)
    return calculateGeneral(request, card, source, 'estimated', [])
  }

  return {
    calculate,
    at(instant) {
      const epochMs = toEpochMs(instant, 'instant')
      return bookAt(parts, () => epochMs)
    },
    explain: (model, provider) =>
      explainModel({
        model,
        provider,
        found: resolver.find(shelf.providerOf(provider ?? ''), model),
        at: clock(),
      }),
    version: `${catalog === undefined ? 'none' : `catalog@${catalog.version}`}${shelf.overrideCount > 0 ? `+${shelf.overrideCount}` : ''}`,
    checkedAt: catalog === undefined ? undefined : Date.parse(catalog.checkedAt),
  }
}

/** A negotiated price is sure for the id that it names, else as sure as the match: it is not for relatives. */
function negotiatedStatus({ matchedBy }: PricedId, isNamed: boolean): CostStatus {
  if (isNamed) return 'priced'
  return matchedBy === 'family' || matchedBy === 'none' ? 'estimated' : 'priced'
}
