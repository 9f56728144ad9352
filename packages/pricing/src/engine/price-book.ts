import type { Catalog } from '@tokentoll/catalog'
import type {
  CostCalculation,
  CostRequest,
  FallbackPolicy,
  PriceBook,
  PriceEntry,
  PricingFlag,
  TokenPrices,
} from '../types.ts'
import type { Usage } from '../usage.ts'
import { Calculation, type LineItemSource } from './calculation.ts'
import type { Component } from './components.ts'
import { listComponents } from './components.ts'
import { splitUsage } from './counts.ts'
import { calculateGeneral } from './general.ts'
import { toEpochMs } from './instant.ts'
import {
  cardFor,
  hasServiceTier,
  isValidAt,
  type Period,
  regionKeyFor,
  STANDARD_TIER,
  tierIndexFor,
} from './period.ts'
import { noPricing, type PricedId, type Quote, quoteFor } from './priced-id.ts'
import { compileRates, createRateCard, type RateCard } from './rate-card.ts'
import { createShelf, required, type Shelf } from './shelf.ts'

/** How to set up a price book; everything has a default. */
export interface PriceBookOptions {
  /** The price catalogue; `false` for none. */
  readonly catalog?: false | Catalog | undefined
  /** Prices of your own: they win over the catalogue where they hold. */
  readonly overrides?: readonly PriceEntry[] | undefined
  /** What to do with a model that has no price; default: book nothing and say `unpriced`. */
  readonly fallback?: FallbackPolicy | undefined
  /** Model ids by deployment name, e.g. `{ 'my-azure-deployment': 'gpt-4o' }`. */
  readonly aliases?: Readonly<Record<string, string>> | undefined
  /** The present, in epoch milliseconds; default: `Date.now`. */
  readonly clock?: (() => number) | undefined
}

const MEMO_LIMIT = 4096
const SAME_MODEL_LIMIT = 16
const NO_FLAGS: readonly PricingFlag[] = Object.freeze([])

const NOT_PRICED: RateCard = createRateCard(compileRates([{ input: 0, output: 0 }], 'fallback'))

/** Creates a price book from a catalogue and overrides. Throws `TokentollError` for entries that cannot hold. */
export function createPriceBook(options: PriceBookOptions = {}): PriceBook {
  const catalog = options.catalog === false ? undefined : options.catalog
  const shelf = createShelf(catalog, options.overrides ?? [])
  const clock = options.clock ?? Date.now
  return bookAt({ shelf, catalog, options, memo: createMemo() }, clock)
}

interface BookParts {
  readonly shelf: Shelf
  readonly catalog: Catalog | undefined
  readonly options: PriceBookOptions
  readonly memo: Memo
}

/** Resolved ids by model id; at most two generations of them are kept. */
interface Memo {
  young: Map<string, PricedId>
  old: Map<string, PricedId>
}

function createMemo(): Memo {
  return { young: new Map(), old: new Map() }
}

function bookAt(parts: BookParts, clock: () => number): PriceBook {
  const { shelf, catalog, options, memo } = parts
  const aliases = new Map(Object.entries(options.aliases ?? {}))
  const fallback: FallbackPolicy = options.fallback ?? { kind: 'unpriced' }
  const fallbackCard =
    fallback.kind === 'estimate'
      ? createRateCard(compileRates([fallback.prices], 'fallback.prices'))
      : undefined

  function idOf(provider: string, model: string): PricedId {
    let id = memo.young.get(model)
    while (id !== undefined && id.provider !== provider) id = id.next
    return id ?? remember(provider, model)
  }

  function remember(provider: string, model: string): PricedId {
    let id = memo.old.get(model)
    while (id !== undefined && id.provider !== provider) id = id.next
    id ??= resolve(provider, model)
    if (memo.young.size >= MEMO_LIMIT) {
      memo.old = memo.young
      memo.young = new Map()
    }
    const others = memo.young.get(model)
    const next = chainLength(others) < SAME_MODEL_LIMIT ? others : undefined
    const linked: PricedId = { ...id, next }
    memo.young.set(model, linked)
    return linked
  }

  function resolve(provider: string, model: string): PricedId {
    const name = shelf.providerOf(required(provider, 'provider'))
    const deployed = aliases.get(required(model, 'model'))
    const found = shelf.find(name, deployed ?? model)
    const matchedBy =
      found === undefined
        ? 'none'
        : deployed !== undefined && found.matchedBy === 'exact'
          ? 'alias'
          : found.matchedBy
    const status = found === undefined ? 'unpriced' : matchedBy === 'family' ? 'estimated' : 'priced'
    const id: PricedId = {
      provider,
      next: undefined,
      model,
      priced: found?.priced,
      matchedBy,
      region: found?.region,
      status,
      quotes: [],
      usual: undefined,
    }
    const [only, ...others] = found?.priced.periods ?? []
    if (only === undefined || others.length > 0 || only.window !== undefined) return id
    if (only.fromMs !== -Infinity || only.toMs !== Infinity) return id
    const regionKey = id.region === undefined ? undefined : regionKeyFor(only, id.region)
    return { ...id, usual: quoteFor(id, cardFor(only, -1, STANDARD_TIER, regionKey)) }
  }

  function calculate(request: CostRequest): CostCalculation {
    const { usage, model } = request
    const id = idOf(request.provider, model)
    const quote = id.usual
    if (
      quote !== undefined &&
      request.serviceTier === undefined &&
      request.region === undefined &&
      request.reportedCostUsd === undefined
    ) {
      const calculation = calculateShort(usage, quote, id)
      if (calculation !== undefined) return calculation
    }
    return calculateLong(request, id)
  }

  function calculateLong(request: CostRequest, id: PricedId): CostCalculation {
    const flags: PricingFlag[] = []
    const at = request.at === undefined ? clock() : toEpochMs(request.at, 'at')
    const period = id.priced?.periods.find((candidate) => isValidAt(candidate, at))
    if (period === undefined) {
      const status = fallbackCard === undefined ? 'unpriced' : 'estimated'
      const source = noPricing(request.provider, request.model, fallback.kind)
      if (fallbackCard !== undefined) return calculateGeneral(request, fallbackCard, source, status, flags)
      return calculateUnpriced(request, source, flags)
    }
    const quote = choose(request, id, period, flags)
    return calculateGeneral(request, quote.card, quote, id.status, flags)
  }

  function calculateUnpriced(
    request: CostRequest,
    source: ReturnType<typeof noPricing>,
    flags: PricingFlag[],
  ): CostCalculation {
    const priced = calculateGeneral(
      { ...request, usage: tokensOnly(request.usage) },
      NOT_PRICED,
      source,
      'unpriced',
      flags,
    )
    if (priced.status === 'reported') return priced
    return new Calculation('unpriced', 0, 0, source, { components: () => [] }, priced.flags, undefined)
  }

  function choose(request: CostRequest, id: PricedId, period: Period, flags: PricingFlag[]): Quote {
    const tierIndex =
      period.tiers.length === 0 ? -1 : tierIndexFor(period, splitUsage(request.usage, false, []).totalInput)
    let serviceTier = normaliseServiceTier(request.serviceTier)
    if (serviceTier !== STANDARD_TIER && !hasServiceTier(period, tierIndex, serviceTier)) {
      flags.push('service_tier_price_missing')
      serviceTier = STANDARD_TIER
    }
    const asked = request.region ?? id.region
    const region = asked === undefined ? undefined : regionKeyFor(period, asked.toLowerCase())
    if (
      asked !== undefined &&
      asked !== 'global' &&
      region === undefined &&
      period.entry.regions !== undefined
    ) {
      flags.push('region_price_missing')
    }
    return quoteFor(id, cardFor(period, tierIndex, serviceTier, region))
  }

  return {
    calculate,
    at: (instant) => {
      const epochMs = toEpochMs(instant, 'instant')
      return bookAt(parts, () => epochMs)
    },
    explain: (model, provider) => `${provider ?? ''} ${model}`,
    version: `${catalog === undefined ? 'none' : `catalog@${catalog.version}`}${shelf.overrideCount > 0 ? `+${shelf.overrideCount}` : ''}`,
    checkedAt: catalog === undefined ? undefined : Date.parse(catalog.checkedAt),
  }
}

function chainLength(id: PricedId | undefined): number {
  let length = 0
  for (let current = id; current !== undefined; current = current.next) length += 1
  return length
}

function tokensOnly(usage: Usage): Usage {
  return { ...usage, units: undefined }
}

const STANDARD_NAMES: ReadonlySet<string> = new Set([
  'standard',
  'default',
  'auto',
  'on_demand',
  'standard_only',
])

function normaliseServiceTier(serviceTier: string | undefined): string {
  if (serviceTier === undefined || serviceTier === STANDARD_TIER || serviceTier === 'default')
    return STANDARD_TIER
  const name = serviceTier.trim().toLowerCase()
  return STANDARD_NAMES.has(name) ? STANDARD_TIER : name
}

/** A count up to 2^32: what nearly every count is, checked in one step. */
function isSmallCount(value: number | undefined): value is number {
  return value !== undefined && value >>> 0 === value
}

/** The way of most calls: text tokens and cache at whole rates. Anything else: undefined. */
function calculateShort(usage: Usage, quote: Quote, id: PricedId): CostCalculation | undefined {
  const { card } = quote
  const {
    inputTokens,
    outputTokens,
    cacheReadTokens = 0,
    cacheWriteTokens = 0,
    cacheWrite1hTokens = 0,
    reasoningTokens = 0,
  } = usage
  if (!card.isWhole || card.hasReasoning || !isSmallCount(inputTokens) || !isSmallCount(outputTokens))
    return undefined
  if (inputTokens > card.upToInputTokens) return undefined
  if (!isSmallCount(reasoningTokens) || reasoningTokens > outputTokens) return undefined
  if (usage.units !== undefined || usage.inputAudioTokens || usage.outputAudioTokens) return undefined
  if (
    usage.inputImageTokens ||
    usage.outputImageTokens ||
    usage.inputVideoTokens ||
    usage.cacheReadAudioTokens
  )
    return undefined
  let input = inputTokens * card.input
  if (cacheReadTokens !== 0 || cacheWriteTokens !== 0 || cacheWrite1hTokens !== 0) {
    if (
      !isSmallCount(cacheReadTokens) ||
      !isSmallCount(cacheWriteTokens) ||
      !isSmallCount(cacheWrite1hTokens)
    )
      return undefined
    const uncached = inputTokens - cacheReadTokens - cacheWriteTokens
    if (uncached < 0 || cacheWrite1hTokens > cacheWriteTokens) return undefined
    input = uncached * card.input
    if (cacheReadTokens !== 0) input += cacheReadTokens * card.cacheRead
    if (cacheWriteTokens !== cacheWrite1hTokens)
      input += (cacheWriteTokens - cacheWrite1hTokens) * card.cacheWrite
    if (cacheWrite1hTokens !== 0) input += cacheWrite1hTokens * card.cacheWrite1h
  }
  const output = outputTokens * card.output
  // Also false for a rate that is missing: it is NaN here, and the general way knows what to do.
  if (!(input + output <= Number.MAX_SAFE_INTEGER)) return undefined
  const items = shortItems(
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    cacheWrite1hTokens,
    card,
  )
  return new Calculation(id.status, input, output, quote, items, NO_FLAGS, undefined)
}

function shortItems(
  inputTokens: number,
  outputTokens: number,
  cacheReadTokens: number,
  cacheWriteTokens: number,
  cacheWrite1hTokens: number,
  card: RateCard,
): LineItemSource {
  return {
    components(): readonly Component[] {
      const usage = { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens }
      return listComponents(splitUsage(usage, false, []), usage, card, [])
    },
  }
}

export type { TokenPrices }
