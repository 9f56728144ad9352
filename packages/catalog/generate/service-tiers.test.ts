import { describe, expect, it } from 'vitest'
import { catalog } from '../src/index.ts'
import { readLine } from '../src/read-line.ts'
import type { CatalogEntry } from '../src/types.ts'

function entriesOf(provider: string): ReadonlyMap<string, CatalogEntry> {
  const lines = catalog.providers.find(({ id }) => id === provider)?.lines ?? ''
  return new Map(
    lines.split('\n').flatMap((line) => {
      const [entry] = readLine(line)
      return entry === undefined ? [] : [entry.model, ...entry.aliases].map((name) => [name, entry] as const)
    }),
  )
}

/** What a model costs in a service tier, input and output, in USD per 1M tokens. */
function priceIn(entry: CatalogEntry, name: string): readonly number[] {
  const tier = entry.serviceTiers[name]
  return (['input', 'output'] as const).map((kind) => {
    const own = tier?.[kind]
    if (typeof own === 'string') return Number(own)
    return Number((Number(entry.prices[kind]) * Number(tier?.multiplier)).toPrecision(12))
  })
}

const VENDORS = { openai: 'priority', anthropic: 'fast' } as const
const listed = [...entriesOf('vercel-ai-gateway'), ...entriesOf('openrouter')]
const rows = Object.entries(VENDORS).flatMap(([vendor, tier]) => {
  const models = entriesOf(vendor)
  return listed.flatMap(([id, { prices }]) => {
    const name = new RegExp(`^${vendor}/(.+)-fast$`).exec(id)?.[1] ?? ''
    const model = models.get(name) ?? models.get(name.replaceAll('.', '-'))
    return model === undefined
      ? []
      : [[id, model, tier, [Number(prices.input), Number(prices.output)]] as const]
  })
})

describe('the fast routes that market places list', () => {
  it('are many', () => expect(rows.length).toBeGreaterThan(20))

  it.each(rows)('%s', (_id, model, tier, expected) => expect(priceIn(model, tier)).toEqual(expected))
})

describe('batches', () => {
  const FACTORS: Readonly<Record<string, string>> = { voyageai: '0.67' }

  it('cost half, and a third less at Voyage AI', () => {
    const others = catalog.providers.flatMap(({ id, lines }) =>
      lines.split('\n').flatMap((line) => {
        const { batch } = readLine(line)[0]?.serviceTiers ?? {}
        return batch === undefined || batch.multiplier === (FACTORS[id] ?? '0.5') ? [] : [`${id} ${line}`]
      }),
    )
    expect(others).toEqual([])
  })
})
