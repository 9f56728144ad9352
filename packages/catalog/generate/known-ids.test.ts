import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { catalog } from '../src/index.ts'
import { readLine } from '../src/read-line.ts'
import { genaiOpinions } from './sources/genai-prices.ts'
import { piAiOpinions } from './sources/pi-ai.ts'
import { costCalculatorOpinions } from './sources/ai-sdk-cost-calculator.ts'
import type { ProviderSource } from './build-catalog.ts'

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
}

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

const sources = readJson('providers.json') as readonly ProviderSource[]
const provenance = readJson('../data/provenance.json') as {
  readonly providers: Readonly<Record<string, { readonly rejected?: readonly string[] }>>
}

describe('ids that the sources list', () => {
  // Sources write Bedrock's regions into the id, so what they list is not what it is sold as.
  const comparable = sources.filter(({ id }) => id !== 'amazon-bedrock')

  it.each(comparable.map((source) => [source.id, source] as const))('%s', (provider, source) => {
    const listed = [
      ...(source.genai === undefined ? [] : genaiOpinions(provider, source.genai)),
      ...(source.piAi === undefined ? [] : piAiOpinions(provider, source.piAi)),
      ...(source.costCalculator === undefined ? [] : costCalculatorOpinions(provider, source.costCalculator)),
    ].map(({ id }) => id)
    const have = idsOf(provider)
    const rejected = provenance.providers[provider]?.rejected ?? []
    const isLeftOut = (id: string): boolean =>
      (source.exclude !== undefined && new RegExp(source.exclude).test(id)) ||
      rejected.some((text) => text.startsWith(`${id} of `))
    expect(listed.filter((id) => !have.has(id.toLowerCase()) && !isLeftOut(id))).toEqual([])
  })
})
