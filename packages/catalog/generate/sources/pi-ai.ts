import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { priceFromNumber } from '../decimal.ts'
import type { CatalogPrices, CatalogTier } from '../../src/types.ts'
import type { Opinion } from '../opinion.ts'
import { thresholdOf } from './threshold.ts'

interface Cost {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly tiers?: readonly (Cost & { readonly inputTokensAbove: number })[]
}
interface SourceModel {
  readonly id: string
  readonly type: string
  readonly cost: Cost
  readonly free?: boolean
}

const DATA = fileURLToPath(
  new URL('../../node_modules/@earendil-works/pi-ai/dist/providers/data/', import.meta.url),
)

/** The day on which pi-ai read its prices. */
export function piAiDate(): string {
  const manifest: unknown = JSON.parse(readFileSync(`${DATA}.manifest.json`, 'utf8'))
  const date = /"generatedAt":"(\d{4}-\d\d-\d\d)/.exec(JSON.stringify(manifest))?.[1]
  if (date === undefined) throw new Error('pi-ai does not say when its data was generated')
  return date
}

/** Everything pi-ai knows of a provider; its 0 means "none known" for cache prices. */
export function piAiOpinions(provider: string, sourceId: string): Opinion[] {
  const file: Readonly<Record<string, Readonly<Record<string, SourceModel>>>> = JSON.parse(
    readFileSync(`${DATA}${sourceId}.json`, 'utf8'),
  )
  const opinions = new Map<string, Opinion>()
  // A model that also answers as a classifier has its own price as a chat model, which comes first here.
  const models = Object.values(file).flatMap((group) => Object.values(group))
  for (const model of models.toSorted((a, b) => Number(isClassifier(a)) - Number(isClassifier(b)))) {
    const isFree = model.free === true || /[:-]free$/.test(model.id)
    if (model.cost.input === 0 && model.cost.output === 0 && !isFree) continue
    if (model.type === 'image' || model.id.startsWith('~') || opinions.get(model.id) !== undefined) continue
    opinions.set(model.id, {
      source: 'pi-ai',
      provider,
      id: model.id,
      canonical: model.id,
      periods: [{ prices: pricesOf(model.cost), tiers: (model.cost.tiers ?? []).map(tierOf) }],
      ...(isClassifier(model) ? { isInputOnly: true } : {}),
    })
  }
  return [...opinions.values()]
}

/** A classifier decides; it generates no tokens, so its output price of 0 is not a missing one. */
function isClassifier(model: SourceModel): boolean {
  return model.type === 'classifier'
}

function tierOf(tier: Cost & { readonly inputTokensAbove: number }): CatalogTier {
  return { ...thresholdOf(tier.inputTokensAbove), prices: pricesOf(tier), serviceTiers: {} }
}

function pricesOf(cost: Cost): CatalogPrices {
  return {
    input: priceFromNumber(cost.input, 1_000_000),
    output: priceFromNumber(cost.output, 1_000_000),
    ...(cost.cacheRead > 0 ? { cacheRead: priceFromNumber(cost.cacheRead, 1_000_000) } : {}),
    ...(cost.cacheWrite > 0 ? { cacheWrite: priceFromNumber(cost.cacheWrite, 1_000_000) } : {}),
  }
}
