import { describe, expect, it } from 'vitest'
import { catalog } from '../src/index.ts'
import { readLine } from '../src/read-line.ts'
import { isSold, opinionsOf, readProviderSources } from './provider-source.ts'
import { readJson } from './read-json.ts'

const idsOf = (provider: string): ReadonlySet<string> => {
  const lines = catalog.providers.find(({ id }) => id === provider)?.lines ?? ''
  const names = lines.split('\n').flatMap((line) => {
    const [entry] = readLine(line)
    return entry === undefined ? [] : [entry.model, ...entry.aliases]
  })
  return new Set(names.map((name) => name.toLowerCase()))
}

/** Snapshots and spellings that LiteLLM, OpenAI, Azure and AWS list; a dated id that is not here is an estimate. */
const known = Object.entries(readJson('__fixtures__/known-ids.json') as Record<string, string>)

describe('ids that people call models by', () => {
  it.each(known)('%s', (provider, ids) => {
    const have = idsOf(provider)
    expect(ids.split(' ').filter((id) => !have.has(id.toLowerCase()))).toEqual([])
  })
})

const provenance = readJson('../data/provenance.json') as {
  readonly providers: Readonly<Record<string, { readonly rejected?: readonly string[] }>>
}

describe('ids that the sources list', () => {
  // Sources write Bedrock's regions into the id, so what they list is not what it is sold as.
  const comparable = readProviderSources().filter(({ id }) => id !== 'amazon-bedrock')

  it.each(comparable.map((source) => [source.id, source] as const))('%s', (provider, source) => {
    const listed = opinionsOf(source).map(({ id }) => id)
    const have = idsOf(provider)
    const rejected = provenance.providers[provider]?.rejected ?? []
    const isLeftOut = (id: string): boolean =>
      !isSold(source, id) || rejected.some((text) => text.startsWith(`${id} of `))
    expect(listed.filter((id) => !have.has(id.toLowerCase()) && !isLeftOut(id))).toEqual([])
  })
})
