import type { CostStatus, FallbackPolicy, ModelMatch, ModelPricing } from '../types.ts'
import type { PricingSource } from './calculation.ts'
import { fingerprint } from './fingerprint.ts'
import type { PriceCard } from './period.ts'
import type { PricedModel } from './shelf.ts'

/** One (provider, model) pair as somebody asked for it, resolved once. */
export interface PricedId {
  readonly provider: string
  readonly next: PricedId | undefined
  readonly model: string
  readonly priced: PricedModel | undefined
  readonly matchedBy: ModelMatch
  readonly region: string | undefined
  readonly status: CostStatus
  readonly quotes: Quote[]
  /** The quote that holds at any time for an ordinary call; undefined when it depends on the instant. */
  readonly usual: Quote | undefined
}

/** A card as it applies to one id. */
export interface Quote extends PricingSource {
  readonly card: PriceCard
}

export function quoteFor(id: PricedId, card: PriceCard): Quote {
  for (const quote of id.quotes) if (quote.card === card) return quote
  const quote = createQuote(id.matchedBy, card)
  id.quotes.push(quote)
  return quote
}

export function createQuote(matchedBy: ModelMatch, card: PriceCard): Quote {
  let pricing: ModelPricing | undefined
  return {
    card,
    get pricing(): ModelPricing {
      return (pricing ??= describe(matchedBy, card))
    },
  }
}

function describe(matchedBy: ModelMatch, card: PriceCard): ModelPricing {
  const { entry, isOverride } = card.period
  const { input, output } = card.tokens
  const factors = card.factors.length === 0 ? '' : `x${card.factors.join('x')}`
  return Object.freeze({
    provider: entry.provider,
    model: entry.model,
    matchedBy: isOverride && matchedBy === 'exact' ? 'override' : matchedBy,
    priceVersion: fingerprint(JSON.stringify([entry, factors])),
    from: entry.from,
    to: entry.to,
    serviceTier: card.serviceTier,
    region: card.region,
    contextTierAbove: card.period.tiers[card.tierIndex]?.aboveInputTokens,
    inputUsdPerMillion: input === undefined ? undefined : input.pico / input.per / 1e6,
    outputUsdPerMillion: output === undefined ? undefined : output.pico / output.per / 1e6,
    source: entry.source,
  })
}

/** The description of a price that does not exist. */
export function noPricing(provider: string, model: string, policy: FallbackPolicy['kind']): PricingSource {
  return {
    get pricing(): ModelPricing {
      return Object.freeze({
        provider,
        model,
        matchedBy: policy === 'estimate' ? 'fallback' : 'none',
        priceVersion: 'none',
        serviceTier: 'standard',
      })
    },
  }
}
