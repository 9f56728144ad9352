/** USD per unit as a decimal, or `pico` picodollars per `per` units where a decimal does not end. */
export type CatalogPrice = string | { readonly pico: number; readonly per: number }

/** Kinds of tokens with a price, in USD per 1M tokens. */
export type CatalogTokenKind =
  | 'input'
  | 'output'
  | 'cacheRead'
  | 'cacheWrite'
  | 'cacheWrite1h'
  | 'inputAudio'
  | 'cacheReadAudio'
  | 'outputAudio'
  | 'inputImage'
  | 'cacheReadImage'
  | 'outputImage'
  | 'inputVideo'
  | 'outputVideo'
  | 'reasoning'
  | 'citation'

/** Prices key by key; the multiplier stands for every token price of the layer below that has no own value. */
export interface CatalogPrices extends Partial<Readonly<Record<CatalogTokenKind, CatalogPrice>>> {
  readonly units?: Readonly<Record<string, CatalogPrice>>
  readonly multiplier?: string
}

/** Prices above a number of total input tokens (at it too when `inclusive`), for all tokens of the call. */
export interface CatalogTier {
  readonly aboveInputTokens: number
  readonly inclusive: boolean
  readonly prices: CatalogPrices
  readonly serviceTiers: Readonly<Record<string, CatalogPrices>>
}

/** A daily UTC window; weekdays count from Sunday = 0. */
export interface CatalogWindow {
  readonly start: string
  readonly end: string
  readonly weekdays?: readonly number[]
}

/** One price of a model for the instants in `[from, to)`. */
export interface CatalogEntry {
  readonly model: string
  readonly aliases: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly window?: CatalogWindow
  readonly prices: CatalogPrices
  readonly tiers: readonly CatalogTier[]
  readonly serviceTiers: Readonly<Record<string, CatalogPrices>>
  readonly regions: Readonly<Record<string, CatalogPrices>>
  /** Where this price was read, when it is not the provider's general price page. */
  readonly source?: string
}

/** The prices of one provider, still as text: one line per model, read only when a model is asked for. */
export interface CatalogProvider {
  readonly id: string
  readonly name: string
  /** Where the provider publishes its prices. */
  readonly url: string
  /** Other names of the provider in SDKs, frameworks and gateways. */
  readonly aliases: readonly string[]
  /** Providers whose prices stand in, as estimates, for models that have none here. */
  readonly standIns: readonly string[]
  /** The region class that holds for a call that names none. */
  readonly defaultRegion?: string
  /** Kinds of tokens that the provider counts and bills like text unless they have a price of their own. */
  readonly billedAsText: readonly CatalogTokenKind[]
  /** One line per model; the README of this package describes the form. */
  readonly lines: string
}

/** A price catalogue: plain data that survives JSON. */
export interface Catalog {
  readonly schema: 1
  /** Names this state of the catalogue: the date of its newest source. */
  readonly version: string
  /** ISO 8601 instant at which the facts were last checked against their sources. */
  readonly checkedAt: string
  /** Length of all `lines` together: tells a catalogue that was cut short. */
  readonly characters: number
  /** Providers that sell their own models: they answer for a model whose provider is not known. */
  readonly vendors: readonly string[]
  readonly providers: readonly CatalogProvider[]
}
