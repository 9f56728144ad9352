/** The prices of one provider, still as text: one line per model, read only when a model is asked for. */
export interface CatalogProvider {
  readonly id: string
  readonly name: string
  /** Where the provider publishes its prices. */
  readonly url?: string
  /** Other names of the provider in SDKs, frameworks and gateways. */
  readonly aliases: readonly string[]
  /** Providers whose prices stand in, as estimates, for models that have none here. */
  readonly standIns: readonly string[]
  /** One line per model; see the README of this package for the form. */
  readonly lines: string
}

/** A price catalogue: plain data that survives JSON. */
export interface Catalog {
  readonly schema: 1
  /** Names this state of the catalogue, e.g. `2026-11-10`. */
  readonly version: string
  /** ISO 8601 instant at which the facts were last checked against their sources. */
  readonly checkedAt: string
  /** Length of all `lines` together: tells a catalogue that was cut short. */
  readonly characters: number
  /** Providers that sell their own models: they answer for a model whose provider is not known. */
  readonly vendors: readonly string[]
  readonly providers: readonly CatalogProvider[]
}
