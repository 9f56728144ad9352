import type { CatalogTokenKind } from '../src/types.ts'
import type { Opinion } from './opinion.ts'
import { readJson } from './read-json.ts'
import { costCalculatorOpinions } from './sources/ai-sdk-cost-calculator.ts'
import { genaiOpinions } from './sources/genai-prices.ts'
import { piAiOpinions } from './sources/pi-ai.ts'

/** A provider, and under which names the sources have it. */
export interface ProviderSource {
  readonly id: string
  readonly name: string
  readonly kind: 'vendor' | 'cloud' | 'host' | 'market' | 'local'
  readonly url: string
  readonly aliases: readonly string[]
  readonly standIns: readonly string[]
  readonly billedAsText: readonly CatalogTokenKind[]
  readonly defaultRegion?: string
  readonly genai?: string
  readonly piAi?: string
  readonly costCalculator?: string
  /** The price of a vendor's model is the vendor's, so it changes when the vendor's does. */
  readonly followsVendors?: boolean
  /** Ids that a source lists but the provider does not sell. */
  readonly exclude?: string
}

/** All providers, in the order of the catalogue. */
export function readProviderSources(): readonly ProviderSource[] {
  return readJson('providers.json') as readonly ProviderSource[]
}

/** Everything that the sources say of a provider. */
export function opinionsOf(source: ProviderSource): Opinion[] {
  return [
    ...(source.genai === undefined ? [] : genaiOpinions(source.id, source.genai)),
    ...(source.piAi === undefined ? [] : piAiOpinions(source.id, source.piAi)),
    ...(source.costCalculator === undefined ? [] : costCalculatorOpinions(source.id, source.costCalculator)),
  ]
}

/** Whether a provider sells what a source lists under it. */
export function isSold(source: ProviderSource, id: string): boolean {
  return source.exclude === undefined || !new RegExp(source.exclude).test(id)
}
