import { describe, expect, it } from 'vitest'
import { catalog } from '../src/index.ts'
import { readLine } from '../src/read-line.ts'
import type { CatalogEntry } from '../src/types.ts'

/** Vendors and the clouds that sell their models at the vendor's list price. */
const HOSTS = ['openai', 'anthropic', 'google', 'xai', 'google-vertex', 'azure', 'amazon-bedrock']
const CLOSED = /^(?:claude|gpt|o[134]|gemini|grok|text-embedding)/

/** Where a host has a price of its own, and why. */
const OWN_PRICE: Readonly<Record<string, string>> = {
  'google-vertex gemini-2.0-flash': 'half as much again as AI Studio',
  'google-vertex text-embedding-005': 'billed by characters there, free of charge at AI Studio',
  'amazon-bedrock openai.gpt-5.4': 'sold in regions only, at 10 % more',
  'amazon-bedrock openai.gpt-5.5': 'sold in regions only, at 10 % more',
}

interface Sold {
  readonly host: string
  readonly entries: readonly CatalogEntry[]
  /** Its token prices are its own; what it charges for searches and the like is compared all the same. */
  readonly isOwn: boolean
}

const bare = (id: string): string =>
  id
    .replace(/^[a-z]+\.(?=[a-z])/, '')
    .replace(/-v\d+(?::\d+)?$|@.*/, '')
    .replace(/-20\d{6}$/, '')

const models = new Map<string, Sold[]>()
for (const { id: host, lines } of catalog.providers.filter(({ id }) => HOSTS.includes(id))) {
  for (const line of lines.split('\n')) {
    const entries = readLine(line)
    const [{ model, aliases } = { model: '', aliases: [] }] = entries
    const sold = { host, entries, isOwn: `${host} ${model}` in OWN_PRICE }
    for (const name of new Set([model, ...aliases].map(bare))) {
      if (CLOSED.test(name)) models.set(name, [...(models.get(name) ?? []), sold])
    }
  }
}
const shared = [...models].filter(([, sold]) => new Set(sold.map(({ host }) => host)).size > 1)

/** The instants at which a host changes a price, and one before all of them. */
function instantsOf(sold: readonly Sold[]): readonly string[] {
  const bounds = sold.flatMap(({ entries }) =>
    entries.flatMap(({ from, to }) => [from ?? [], to ?? []].flat()),
  )
  return [...new Set(['2020-01-01', ...bounds])]
}

const heldAt = (at: string, entries: readonly CatalogEntry[]): CatalogEntry | undefined =>
  entries.find(({ from, to }) => (from ?? '') <= at && (to === undefined || at < to))

/** The words of what is sold in which hosts that know it must not differ, at any time. */
function differing(sold: readonly Sold[], words: (entry: CatalogEntry) => readonly string[]): string[] {
  return instantsOf(sold).flatMap((at) => {
    const said = new Map<string, Set<string>>()
    for (const word of sold.flatMap(({ entries }) => [heldAt(at, entries) ?? []].flat().flatMap(words))) {
      const space = word.indexOf(' ')
      const values = said.get(word.slice(0, space)) ?? new Set()
      said.set(word.slice(0, space), values.add(word.slice(space + 1)))
    }
    return [...said]
      .filter(([, values]) => values.size > 1)
      .map(([kind, values]) => `${at} ${kind} ${[...values].join(' or ')}`)
  })
}

const listed = (sold: readonly Sold[]): readonly Sold[] => sold.filter(({ isOwn }) => !isOwn)

const KINDS = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWrite1h'] as const

describe('a model that several hosts sell at its list price', () => {
  it('is compared often enough to notice', () => expect(shared.length).toBeGreaterThan(70))

  it.each(shared)('%s costs the same', (_name, sold) => {
    const standard = ({ prices }: CatalogEntry) =>
      KINDS.flatMap((kind) => (prices[kind] === undefined ? [] : [`${kind} ${JSON.stringify(prices[kind])}`]))
    expect(differing(listed(sold), standard)).toEqual([])
  })

  it.each(shared)('%s has the same long-context price from the same threshold', (_name, sold) => {
    const tiers = ({ tiers }: CatalogEntry) =>
      tiers.flatMap(({ aboveInputTokens, inclusive, prices }) => [
        `tier ${inclusive ? '>=' : '>'}${aboveInputTokens}`,
        ...KINDS.flatMap((kind) =>
          prices[kind] === undefined ? [] : [`tier-${kind} ${JSON.stringify(prices[kind])}`],
        ),
      ])
    expect(differing(listed(sold), tiers)).toEqual([])
  })
})

describe('what a call may use besides tokens', () => {
  it.each(shared)('%s charges the same for it', (_name, sold) => {
    const units = ({ prices }: CatalogEntry) =>
      Object.entries(prices.units ?? {}).map(([unit, price]) => `${unit} ${JSON.stringify(price)}`)
    expect(differing(sold, units)).toEqual([])
  })
})

describe('market places that pass the price of vendors on', () => {
  const at = (host: string, model: string, instant: string) => {
    const lines = catalog.providers.find(({ id }) => id === host)?.lines.split('\n') ?? []
    const line = lines.find((text) => text.startsWith(`${model} `)) ?? ''
    const { prices } = heldAt(instant, readLine(line)) ?? {}
    return [prices?.input, prices?.output]
  }

  it.each([
    ['openrouter', 'openai/o3', '2025-06-01', '10', '40'],
    ['vercel-ai-gateway', 'openai/o3', '2025-06-01', '10', '40'],
    ['cloudflare-ai-gateway', 'o3', '2025-06-01', '10', '40'],
    ['openrouter', 'openai/gpt-5.6-luna', '2026-07-15', '1', '6'],
    ['opencode', 'gpt-5.6-terra', '2026-07-15', '2.5', '15'],
    ['openrouter', 'anthropic/claude-3.5-haiku', '2024-11-10', '1', '5'],
    ['openrouter', 'google/gemini-3.7-flash', '2027-01-01', '1.5', '7.5'],
  ])('%s %s as of %s', (host, model, instant, input, output) => {
    expect(at(host, model, instant)).toEqual([input, output])
  })
})

describe('Claude above 200,000 tokens', () => {
  const periods = (host: string, model: string) =>
    readLine(
      catalog.providers
        .find(({ id }) => id === host)
        ?.lines.split('\n')
        .find((line) => line.startsWith(`${model} `)) ?? '',
    ).map(({ from, to, tiers }) => [from, to, tiers[0]?.aboveInputTokens, tiers[0]?.prices.input])

  it.each([
    ['anthropic', 'claude-sonnet-4-0', '2026-04-30', '6'],
    ['google-vertex', 'claude-4-sonnet', '2026-04-30', '6'],
    ['amazon-bedrock', 'anthropic.claude-sonnet-4-20250514-v1:0', '2026-04-30', '6'],
    ['anthropic', 'claude-sonnet-4-5', '2026-04-30', '6'],
    ['google-vertex', 'claude-sonnet-4-5', '2026-04-30', '6'],
    ['amazon-bedrock', 'anthropic.claude-sonnet-4-5-20250929-v1:0', '2026-04-30', '6'],
    ['anthropic', 'claude-sonnet-4-6', '2026-03-13', '6'],
    ['google-vertex', 'claude-sonnet-4-6', '2026-03-13', '6'],
    ['amazon-bedrock', 'anthropic.claude-sonnet-4-6-v1:0', '2026-03-13', '6'],
    ['anthropic', 'claude-opus-4-6', '2026-03-13', '10'],
    ['google-vertex', 'claude-opus-4-6', '2026-03-13', '10'],
    ['amazon-bedrock', 'anthropic.claude-opus-4-6-v1:0', '2026-03-13', '10'],
    ['openrouter', 'anthropic/claude-sonnet-4', '2026-04-30', '6'],
    ['openrouter', 'anthropic/claude-sonnet-4.5', '2026-04-30', '6'],
    ['openrouter', 'anthropic/claude-sonnet-4.5:batch', '2026-04-30', '3'],
    ['openrouter', 'anthropic/claude-sonnet-4.6', '2026-03-13', '6'],
    ['vercel-ai-gateway', 'anthropic/claude-sonnet-4.5', '2026-04-30', '6'],
    ['opencode', 'claude-sonnet-4-5', '2026-04-30', '6'],
  ])('%s %s cost more until %s', (host, model, until, input) => {
    expect(periods(host, model)).toEqual([
      [until, undefined, undefined, undefined],
      [undefined, until, 200_000, input],
    ])
  })
})
