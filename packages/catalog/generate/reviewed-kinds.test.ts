import { describe, expect, it } from 'vitest'
import { catalog } from '../src/index.ts'
import { readLine } from '../src/read-line.ts'
import type { CatalogPrices } from '../src/types.ts'
import type { ReviewedPrice } from './build-catalog.ts'
import { opinionsOf, readProviderSources } from './provider-source.ts'
import { readJson } from './read-json.ts'

const reviewed = readJson('reviewed/prices.json') as readonly ReviewedPrice[]

/** What a model has a price for; a price of 0 for something that costs money elsewhere says nothing. */
function kindsOf({ units, multiplier: _multiplier, ...prices }: CatalogPrices): readonly string[] {
  const kinds = Object.entries(prices).filter(([, price]) => price !== '0')
  return [...kinds.map(([kind]) => kind), ...Object.keys(units ?? {})]
}

const opinions = new Map(readProviderSources().map((source) => [source.id, opinionsOf(source)]))
const rows = reviewed.map((price) => {
  const model = price.line.split(' ')[0] ?? ''
  const lines = catalog.providers.find(({ id }) => id === price.provider)?.lines.split('\n') ?? []
  const [entry] = readLine(lines.find((line) => line.startsWith(`${model} `)) ?? '')
  return [`${price.provider} ${model}`, price, entry] as const
})

describe('a price set by hand', () => {
  it.each(rows)('%s loses no price that a source has', (_name, { provider, leavesOut = [] }, entry) => {
    const ids = new Set([entry?.model ?? '', ...(entry?.aliases ?? [])].map((id) => id.toLowerCase()))
    const known = new Set(['input', 'output', ...kindsOf(entry?.prices ?? {}), ...leavesOut])
    const said = (opinions.get(provider) ?? [])
      .filter(({ id }) => ids.has(id.toLowerCase()))
      .flatMap(({ periods }) => periods.slice(0, 1).flatMap(({ prices }) => kindsOf(prices)))
    expect(said.filter((kind) => !known.has(kind))).toEqual([])
  })
})

describe('cached audio of Gemini', () => {
  const models = ['google', 'google-vertex'].flatMap((id) =>
    (catalog.providers.find((one) => one.id === id)?.lines.split('\n') ?? []).map(
      (line) => [`${id} ${line.split(' ')[0]}`, readLine(line)] as const,
    ),
  )
  const heard = models.filter(([, [entry]]) => entry?.prices.inputAudio !== undefined)

  it('is sold often enough to look', () => expect(heard.length).toBeGreaterThan(20))

  it.each(heard)('%s has a price of its own where cached text has one', (_name, [entry]) => {
    const { cacheRead, cacheReadAudio } = entry?.prices ?? {}
    expect(cacheReadAudio === undefined).toBe(cacheRead === undefined)
  })

  it.each(heard.filter(([, [entry]]) => entry?.serviceTiers['batch'] !== undefined))(
    '%s is billed as standard in batch and flex, like cached text',
    (_name, entries) => {
      for (const { prices, serviceTiers, tiers } of entries) {
        for (const name of ['batch', 'flex'] as const) {
          for (const kind of ['cacheRead', 'cacheReadAudio'] as const) {
            expect(serviceTiers[name]?.[kind]).toBe(prices[kind])
            for (const tier of tiers) expect(tier.serviceTiers[name]?.[kind]).toBe(tier.prices[kind])
          }
        }
      }
    },
  )
})
