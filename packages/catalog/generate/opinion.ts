import type { CatalogPrice, CatalogPrices, CatalogTier, CatalogWindow } from '../src/types.ts'

/** Names of the sources, the one with the newest facts first. */
export const SOURCE_NAMES = ['pi-ai', 'ai-sdk-cost-calculator', 'genai-prices'] as const

export type SourceName = (typeof SOURCE_NAMES)[number]

/** A price for a time, as one source has it. */
export interface OpinionPeriod {
  readonly from?: string
  readonly to?: string
  readonly window?: CatalogWindow
  readonly prices: CatalogPrices
  readonly tiers: readonly CatalogTier[]
}

/** What one source says of one model id at one provider; the period of today comes first. */
export interface Opinion {
  readonly source: SourceName
  readonly provider: string
  readonly id: string
  /** The id under which the source keeps the model when it knows several ids for it. */
  readonly canonical: string
  readonly periods: readonly OpinionPeriod[]
  /** The source says that the model generates no tokens. */
  readonly isInputOnly?: boolean
}

export function samePrice(a: CatalogPrice | undefined, b: CatalogPrice | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
