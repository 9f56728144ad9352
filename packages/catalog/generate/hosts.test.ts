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
  readonly entry: CatalogEntry
}

const bare = (id: string): string =>
  id
    .replace(/^[a-z]+\.(?=[a-z])/, '')
    .replace(/-v\d+(?::\d+)?$|@.*/, '')
    .replace(/-20\d{6}$/, '')

const models = new Map<string, Sold[]>()
for (const { id: host, lines } of catalog.providers.filter(({ id }) => HOSTS.includes(id))) {
  for (const line of lines.split('\n')) {
    const [entry] = readLine(line)
    if (entry === undefined || `${host} ${entry.model}` in OWN_PRICE) continue
    for (const name of new Set([entry.model, ...entry.aliases].map(bare))) {
      if (CLOSED.test(name)) models.set(name, [...(models.get(name) ?? []), { host, entry }])
    }
  }
}
const shared = [...models].filter(([, sold]) => new Set(sold.map(({ host }) => host)).size > 1)

/** The words of what is sold in which hosts that know it must not differ. */
function differing(sold: readonly Sold[], words: (entry: CatalogEntry) => readonly string[]): string[] {
  const said = new Map<string, Set<string>>()
  for (const { entry } of sold) {
    for (const word of words(entry)) {
      const at = word.indexOf(' ')
      const values = said.get(word.slice(0, at)) ?? new Set()
      said.set(word.slice(0, at), values.add(word.slice(at + 1)))
    }
  }
  return [...said]
    .filter(([, values]) => values.size > 1)
    .map(([kind, values]) => `${kind} ${[...values].join(' or ')}`)
}

const KINDS = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWrite1h'] as const

describe('a model that several hosts sell at its list price', () => {
  it('is compared often enough to notice', () => expect(shared.length).toBeGreaterThan(70))

  it.each(shared)('%s costs the same', (_name, sold) => {
    const standard = ({ prices }: CatalogEntry) =>
      KINDS.flatMap((kind) => (prices[kind] === undefined ? [] : [`${kind} ${JSON.stringify(prices[kind])}`]))
    expect(differing(sold, standard)).toEqual([])
  })

  it.each(shared)('%s has the same long-context price from the same threshold', (_name, sold) => {
    const tiers = ({ tiers }: CatalogEntry) =>
      tiers.flatMap(({ aboveInputTokens, inclusive, prices }) => [
        `tier ${inclusive ? '>=' : '>'}${aboveInputTokens}`,
        ...KINDS.flatMap((kind) =>
          prices[kind] === undefined ? [] : [`tier-${kind} ${JSON.stringify(prices[kind])}`],
        ),
      ])
    expect(differing(sold, tiers)).toEqual([])
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
  ])('%s %s cost more until %s', (host, model, until, input) => {
    expect(periods(host, model)).toEqual([
      [until, undefined, undefined, undefined],
      [undefined, until, 200_000, input],
    ])
  })
})
