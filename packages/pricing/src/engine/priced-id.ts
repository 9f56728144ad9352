import type { CostStatus, ModelMatch, ModelPricing, PriceValue } from '../types.ts'
import { fingerprint } from './fingerprint.ts'
import { type PriceCard, STANDARD_TIER } from './period.ts'
import type { ListedModel } from './provider-shelf.ts'
import type { ShortRates } from './short-path.ts'

/** One (provider, model) pair as somebody asked for it, resolved once. */
export interface PricedId {
  readonly provider: string
  readonly model: string
  /** The same model id at another provider; only the memo sets it. */
  next: PricedId | undefined
  /** Canonical name of the provider. */
  readonly canonicalProvider: string
  readonly priced: ListedModel | undefined
  readonly matchedBy: ModelMatch
  /** The region that the id itself names. */
  readonly region: string | undefined
  readonly status: CostStatus
  /** The quote that holds at any time for an ordinary call; undefined when it depends on the instant. */
  readonly usual: Quote | undefined
  /** The quote that held when last asked, for a price with dates, and the span in which it does. */
  dated: DatedQuote | undefined
  /** The quote that holds from now on, as the real clock says. */
  lasting: Quote | undefined
}

/** A quote for ordinary calls at the instants in `[fromMs, toMs)`. */
export interface DatedQuote {
  readonly quote: Quote
  readonly fromMs: number
  readonly toMs: number
}

/** A card as it applies to ids of a provider that found it in the same way. Describes its price when asked. */
export class Quote {
  readonly card: PriceCard
  readonly provider: string
  readonly matchedBy: ModelMatch
  /** Made by the short path when it first needs them. */
  short: ShortRates | undefined
  #pricing: ModelPricing | undefined

  constructor(card: PriceCard, provider: string, matchedBy: ModelMatch) {
    this.card = card
    this.provider = provider
    this.matchedBy = matchedBy
  }

  get pricing(): ModelPricing {
    return (this.#pricing ??= describe(this))
  }
}

/** The quote of a card, made once for each provider and way of matching. */
export function quoteFor(card: PriceCard, provider: string, matchedBy: ModelMatch): Quote {
  for (const quote of card.quotes) {
    if (quote.provider === provider && quote.matchedBy === matchedBy) return quote
  }
  const quote = new Quote(card, provider, matchedBy)
  // A name that nobody knows is not worth keeping: there may be any number of them.
  if (card.quotes.length < MOST_QUOTES) card.quotes.push(quote)
  return quote
}

const MOST_QUOTES = 16

function describe({ card, provider, matchedBy }: Quote): ModelPricing {
  const { entry, isOverride, tiers } = card.period
  const { input, output } = card.tokens
  return Object.freeze({
    provider,
    model: entry.model,
    matchedBy: isOverride && matchedBy === 'exact' ? 'override' : matchedBy,
    priceVersion: versionOf(card),
    from: entry.from,
    to: entry.to,
    serviceTier: card.serviceTier,
    region: card.region,
    standIn: isOverride || entry.provider === provider ? undefined : entry.provider,
    factors: card.factors.length === 0 ? undefined : card.factors,
    contextTierAbove: tiers[card.tierIndex]?.aboveInputTokens,
    inputUsdPerMillion: input === undefined ? undefined : input.pico / input.per / 1e6,
    outputUsdPerMillion: output === undefined ? undefined : output.pico / output.per / 1e6,
    source: entry.source,
  })
}

/** Changes with any price or date of the entry; another alias or page is not another price. */
function versionOf(card: PriceCard): string {
  const { aliases: _aliases, source: _source, ...facts } = card.period.entry
  return fingerprint(JSON.stringify([facts, card.factors]))
}

/** The description of a price that does not exist. */
export function describeNone(
  provider: string,
  model: string,
  matchedBy: 'fallback' | 'none',
  factors: readonly PriceValue[] = [],
): { readonly pricing: ModelPricing } {
  return {
    get pricing(): ModelPricing {
      return Object.freeze({
        provider,
        model,
        matchedBy,
        priceVersion: matchedBy,
        serviceTier: STANDARD_TIER,
        ...(factors.length === 0 ? {} : { factors }),
      })
    },
  }
}
