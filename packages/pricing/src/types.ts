import type { Usage, UsageUnit } from './usage.ts'

/** A price in USD: a decimal string is exact; a number is read through its shortest decimal form. */
export type PriceValue = string | number

/** A price that does not end in pico-USD: `pico` picodollars per `per` units, e.g. 1/12 USD per 1M tokens. */
export interface FractionalPrice {
  readonly pico: number
  readonly per: number
}

/** USD per 1M tokens; per single unit in `units`. An absent price is unknown, an explicit 0 is free. */
export interface TokenPrices {
  readonly input: PriceValue | FractionalPrice
  readonly output: PriceValue | FractionalPrice
  readonly cacheRead?: PriceValue | FractionalPrice
  /** Cache writes that live five minutes, or for which the provider has one price only. */
  readonly cacheWrite?: PriceValue | FractionalPrice
  readonly cacheWrite1h?: PriceValue | FractionalPrice
  readonly inputAudio?: PriceValue | FractionalPrice
  readonly cacheReadAudio?: PriceValue | FractionalPrice
  readonly outputAudio?: PriceValue | FractionalPrice
  readonly inputImage?: PriceValue | FractionalPrice
  readonly cacheReadImage?: PriceValue | FractionalPrice
  readonly outputImage?: PriceValue | FractionalPrice
  readonly inputVideo?: PriceValue | FractionalPrice
  readonly outputVideo?: PriceValue | FractionalPrice
  /** Only for the few models that bill reasoning apart from output. */
  readonly reasoning?: PriceValue | FractionalPrice
  /** Only for the few models that bill the tokens of cited sources apart from output. */
  readonly citation?: PriceValue | FractionalPrice
  /** USD per one unit, e.g. `{ webSearch: '0.01' }`. */
  readonly units?: Readonly<Partial<Record<UsageUnit, PriceValue | FractionalPrice>>>
}

/**
 * Prices that lie over others key by key. A `multiplier` stands for every token price that has no value of
 * its own here, never for units: `{ multiplier: '0.5' }` is half the standard price.
 */
export interface PriceLayer extends Partial<TokenPrices> {
  readonly multiplier?: PriceValue | undefined
}

/** Kinds of tokens that have a price. */
export type TokenPriceKey = Exclude<keyof TokenPrices, 'units'>

/** A price of one model at one provider for the UTC instants in `[from, to)`. */
export interface PriceEntry {
  readonly provider: string
  /** Model id; `*` is every model of the provider that has no price of its own. */
  readonly model: string
  readonly prices: TokenPrices
  /** ISO 8601 instant from which the price holds, UTC where it names no zone; absent: since ever. */
  readonly from?: string
  /** ISO 8601 instant at which the price ends, exclusive; absent: until further notice. */
  readonly to?: string
  /** Daily UTC window `HH:MM`–`HH:MM` (may cross midnight) and weekdays (0 = Sunday) in which the price holds. */
  readonly window?: { readonly start: string; readonly end: string; readonly weekdays?: readonly number[] }
  /** Long-context prices: a cliff on all input tokens, cache included. */
  readonly tiers?: readonly ContextTier[]
  /** Prices that differ from the standard tier, key by key: `batch`, `flex`, `priority`, `fast`. */
  readonly serviceTiers?: Readonly<Record<string, PriceLayer>>
  /** Prices that differ by region class, e.g. `{ regional: {...}, 'us': {...} }`; `regional` is any named region. */
  readonly regions?: Readonly<Record<string, PriceLayer>>
  /** The region class of a call that names none; absent: the standard price holds. */
  readonly defaultRegion?: string
  /** Kinds of tokens that are billed like text when they have no price of their own, so that this needs no flag. */
  readonly billedAsText?: readonly TokenPriceKey[]
  /** Other ids under which the provider bills the same model. */
  readonly aliases?: readonly string[]
  /** Where the price was read, for a person. */
  readonly source?: string
}

/** Above `aboveInputTokens` total input (at it too when `inclusive`), all tokens cost these prices. */
export interface ContextTier {
  readonly aboveInputTokens: number
  readonly inclusive?: boolean
  readonly prices: PriceLayer
  readonly serviceTiers?: Readonly<Record<string, PriceLayer>>
}

/**
 * What to do with a model that has no price: `unpriced` books no cost and says so; `estimate` books the
 * given prices, marked estimated.
 */
export type FallbackPolicy =
  | { readonly kind: 'unpriced' }
  | { readonly kind: 'estimate'; readonly prices: TokenPrices }

/** How the model id found its price. `family` and `fallback` are estimates. */
export type ModelMatch = 'exact' | 'alias' | 'normalised' | 'family' | 'fallback' | 'override' | 'none'

/** `priced`: list or negotiated price. `reported`: the provider's own figure. The other two say what is not certain. */
export type CostStatus = 'priced' | 'estimated' | 'unpriced' | 'reported'

/** What was unusual about a calculation; each is a counter and shows on the record. */
export type PricingFlag =
  | 'cache_read_price_missing'
  | 'cache_write_price_missing'
  | 'cache_write_1h_price_missing'
  | 'modality_price_missing'
  | 'unit_price_missing'
  | 'service_tier_price_missing'
  | 'region_price_missing'
  | 'parts_exceed_total'
  | 'usage_missing'
  | 'usage_invalid'
  | 'cost_out_of_range'

/** The price that was applied, and why. */
export interface ModelPricing {
  /** Canonical name of the provider that was asked for. */
  readonly provider: string
  /** Canonical id of the priced model; the asked id when there is no price. */
  readonly model: string
  readonly matchedBy: ModelMatch
  /** Identifies the price for audit: stable for the same entry, changes when any price of it changes. */
  readonly priceVersion: string
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly serviceTier: string
  /** Region class applied; undefined for the standard price. */
  readonly region?: string | undefined
  /** The provider whose price stands in, when the asked one has none: then the cost is an estimate. */
  readonly standIn?: string | undefined
  /** Factors of tenant overlays in the price, e.g. `['1.3']` for a markup of 30 %. */
  readonly factors?: readonly PriceValue[] | undefined
  /** The context tier applied, as its threshold in input tokens; undefined for the base price. */
  readonly contextTierAbove?: number | undefined
  readonly inputUsdPerMillion?: number | undefined
  readonly outputUsdPerMillion?: number | undefined
  readonly source?: string | undefined
}

/** One component of a cost. `amountPicoUsd` of all line items add up to the total. */
export interface LineItem {
  readonly side: 'input' | 'output'
  readonly component: string
  readonly quantity: number
  /** Exact USD per one unit as a decimal string (fractional prices: `pico/per` picodollars). */
  readonly unitPriceUsd: string
  readonly amountPicoUsd: number
}

/** The cost of one call. `inputPicoUsd + outputPicoUsd === totalPicoUsd`, all safe integers. */
export interface CostCalculation {
  readonly status: CostStatus
  readonly isEstimated: boolean
  /** Nearest double of the exact value, for display; sum the pico-USD instead. Unpriced: 0, with status `unpriced`. */
  readonly inputCostUsd: number
  readonly outputCostUsd: number
  readonly totalCostUsd: number
  /** Exact decimal of the total, e.g. `'0.054399'`. */
  readonly exactUsd: string
  /** Picodollars (1e-12 USD), safe integers: at most 9,007.199254740991 USD for one call. */
  readonly inputPicoUsd: number
  readonly outputPicoUsd: number
  readonly totalPicoUsd: number
  readonly pricing: ModelPricing
  readonly lineItems: readonly LineItem[]
  readonly flags: readonly PricingFlag[]
  /** Provider-reported minus list price, in picodollars; only when both are known. */
  readonly reportedGapPicoUsd?: number | undefined
}

/** What `calculate` needs to know of a call. */
export interface CostRequest {
  readonly provider: string
  readonly model: string
  readonly usage: Usage
  /**
   * Instant of the call (epoch milliseconds or Date); default: now. Prices are those of this instant. A number
   * that would be before 1973 is refused: it is seconds.
   */
  readonly at?: number | Date | undefined
  /** The tier that was served, else the one requested: `standard` (default), `batch`, `flex`, `priority`, `fast`. */
  readonly serviceTier?: string | undefined
  /** Region of the call, e.g. `eu-west-1`; one that the model id names (`global.…`, `locations/…/`) wins. */
  readonly region?: string | undefined
  /** Tenant, for negotiated prices and markups that are dated per tenant. */
  readonly tenantId?: string | undefined
  /** What the provider says the call cost, in USD; it wins over the list price. */
  readonly reportedCostUsd?: PriceValue | undefined
}

/** Prices at work: the catalogue with overrides laid over it. Immutable and safe to share. */
export interface PriceBook {
  /** Synchronous; never throws for an unknown model, throws `TokentollError` for counts that are no counts. */
  calculate(request: CostRequest): CostCalculation
  /** The same book as of another instant: the default of `at` in `calculate`. A text without a zone is UTC. */
  at(instant: Date | number | string): PriceBook
  /** What the book knows of a model id, for a person: how it resolves, all dated prices, tiers, source. */
  explain(model: string, provider?: string): string
  /** Identifies catalogue and overrides, e.g. `catalog@2026-11-10+3`. */
  readonly version: string
  /** Instant at which the catalogue's facts were last checked, epoch milliseconds; undefined without a catalogue. */
  readonly checkedAt: number | undefined
}
