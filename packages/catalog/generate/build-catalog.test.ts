import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { catalog } from '../src/index.ts'
import { readLine } from '../src/read-line.ts'
import { buildCatalog } from './build-catalog.ts'
import { describeChanges } from './diff.ts'
import { renderFiles } from './render-files.ts'
import { writeLine } from './write-line.ts'

const built = buildCatalog()
const files = renderFiles(built)

describe('the committed files are what the generator makes of its sources', () => {
  it.each(Object.keys(files) as (keyof typeof files)[])('%s', (name) => {
    const { url, text } = files[name]
    expect(readFileSync(fileURLToPath(url), 'utf8') === text, 'run pnpm catalog:update').toBe(true)
  })
})

describe('the catalogue', () => {
  const lines = catalog.providers.flatMap(({ id, lines }) =>
    lines.split('\n').map((line) => ({ provider: id, line })),
  )
  const line = (provider: string, model: string) =>
    lines.find((one) => one.provider === provider && one.line.startsWith(`${model} `))?.line ?? ''

  it('is large enough and has the providers that people pay', () => {
    const models = built.providers.reduce((sum, { provenance }) => sum + provenance.size, 0)
    expect(models).toBeGreaterThanOrEqual(1600)
    expect(built.providers.filter(({ provenance }) => provenance.size > 0).length).toBeGreaterThanOrEqual(40)
    const ids = catalog.providers.map(({ id }) => id)
    for (const id of 'openai anthropic google google-vertex azure amazon-bedrock groq mistral deepseek xai cohere together fireworks perplexity openrouter voyageai ollama vllm llama.cpp cache'.split(
      ' ',
    )) {
      expect(ids).toContain(id)
    }
  })

  it('reads every line, and writes it back the same', () => {
    for (const { line } of lines)
      expect(
        writeLine(readLine(line).map((entry, index) => (index === 0 ? entry : withoutSource(entry)))),
      ).toBe(line)
  })

  it('has every id of a provider once', () => {
    for (const provider of catalog.providers) {
      const ids = provider.lines.split('\n').flatMap((text) => {
        const [entry] = readLine(text)
        return entry === undefined ? [] : [entry.model, ...entry.aliases]
      })
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    }
  })

  it('has every name of a provider once', () => {
    const names = catalog.providers.flatMap(({ id, aliases }) => [id, ...aliases])
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    expect(names.every((name) => name === name.toLowerCase() && !name.includes('_'))).toBe(true)
  })

  it('has dated prices that neither overlap nor leave a gap', () => {
    for (const { provider, line } of lines) {
      const dated = readLine(line).filter((entry) => entry.window === undefined)
      const sorted = dated.toSorted(
        (a, b) => Date.parse(a.from ?? '1970-01-01') - Date.parse(b.from ?? '1970-01-01'),
      )
      expect([provider, sorted[0]?.from, sorted.at(-1)?.to]).toEqual([provider, undefined, undefined])
      for (const [index, entry] of sorted.entries()) {
        const next = sorted[index + 1]
        if (next !== undefined) expect(Date.parse(entry.to ?? '')).toBe(Date.parse(next.from ?? ''))
      }
    }
  })

  it('tells how sure each price is and where it comes from', () => {
    for (const { provider, provenance } of built.providers) {
      for (const [id, one] of provenance) {
        expect([provider.id, id, one.url.startsWith('https://')]).toEqual([provider.id, id, true])
        if (one.agreement === 'agreed') expect(one.sources.length).toBeGreaterThanOrEqual(2)
        if (one.agreement === 'reviewed') expect(one.reason?.length).toBeGreaterThan(10)
      }
    }
  })

  it('settles the known disagreements', () => {
    expect(line('mistral', 'mistral-large-latest')).toContain('[2025-12-02,) i0.5 o1.5')
    expect(line('mistral', 'mistral-large-latest')).toContain('[,2025-12-02) i2 o6')
    expect(line('mistral', 'ministral-3b-latest')).toContain('[,2025-12-02) i0.04 o0.04')
    expect(line('mistral', 'mistral-nemo')).toContain(' r0.015')
    expect(line('anthropic', 'claude-3-5-haiku-latest')).toContain('[,2024-12-03) i1 o5')
    expect(line('google', 'gemini-1.5-pro')).toContain('[,2024-10-01) i3.5 o10.5')
    expect(line('mistral', 'mistral-medium-latest')).toContain('[2026-06-16,) i1.5 o7.5')
    expect(line('mistral', 'mistral-small-latest')).toContain(' i0.15 o0.6')
    expect(line('mistral', 'codestral-latest')).toContain(' i0.3 o0.9')
    expect(line('mistral', 'ministral-8b-latest')).toContain('[2025-12-02,) i0.15 o0.15')
    expect(line('amazon-bedrock', 'anthropic.claude-sonnet-4-5-20250929-v1:0')).toContain(
      ' i3 o15 r0.3 w3.75 h6',
    )
    expect(line('amazon-bedrock', 'anthropic.claude-sonnet-4-5-20250929-v1:0')).toContain('@regional x1.1')
    expect(line('anthropic', 'claude-sonnet-5')).toContain(' i2 o10')
    expect(line('anthropic', 'claude-sonnet-5')).not.toContain('2026-09-01')
    expect(line('openai', 'o3')).toContain('[2025-06-10,) i2 o8')
    expect(line('google', 'gemini-2.5-pro')).toContain(' r0.125')
    expect(line('google', 'gemini-2.5-flash-image')).toContain(' o2.5 oi30')
    expect(line('openai', 'gpt-5.5')).toContain('*priority i12.5 o75 r1.25')
    expect(line('anthropic', 'claude-3-haiku')).toContain(' h0.5')
    expect(line('anthropic', 'claude-3-opus')).toContain(' h30')
    expect(line('openai', 'gpt-4o-audio-preview')).toContain(' ia40 oa80')
    expect(line('xai', 'grok-code-fast-1')).toContain('[,2026-05-15T19:00:00Z) i0.2 o1.5')
    expect(line('xai', 'grok-4-0709')).toMatch(/\[,2026-05-15T19:00:00Z\) i3 o15 r0\.75 >128000 i6 o30$/)
    for (const id of ['grok-4-fast-reasoning', 'grok-4-fast-non-reasoning'])
      expect(line('xai', id)).toMatch(/\[,2026-05-15T19:00:00Z\) i0\.2 o0\.5 r0\.05 >128000 i0\.4 o1$/)
    for (const id of ['grok-4-1-fast-reasoning', 'grok-4-1-fast-non-reasoning'])
      expect(line('xai', id)).toMatch(/\[,2026-05-15T19:00:00Z\) i0\.2 o0\.5 r0\.05 >128000 i0\.4 o1$/)
    expect(line('google', 'gemini-2.0-flash')).toContain(' webSearch:0.035 ')
    expect(line('google-vertex', 'gemini-2.0-flash')).toContain(' ia1 ra0.25 ')
    expect(line('openai', 'gpt-5.4')).toContain('>=272000')
    expect(line('xai', 'grok-4.3')).toContain('>=200000')
    expect(line('google', 'gemini-2.5-pro')).toContain(' >200000')
  })

  it('has one fee for the search of a request at Perplexity', () => {
    const lines = catalog.providers.find(({ id }) => id === 'perplexity')?.lines.split('\n') ?? []
    const fees = lines.map((text) => Object.keys(readLine(text)[0]?.prices.units ?? {}))
    expect(fees.filter((units) => units.length > 1)).toEqual([])
    expect(line('perplexity', 'sonar')).toContain(' webSearch:0.005')
    expect(line('perplexity', 'sonar-pro')).toContain(' webSearch:0.006')
  })

  it('knows the region classes of Bedrock that sources have, also where they cost the same', () => {
    const regions = (model: string) => Object.keys(readLine(line('amazon-bedrock', model))[0]?.regions ?? {})
    expect(regions('amazon.nova-lite-v1:0')).toEqual(['apac', 'ca', 'eu'])
    expect(regions('amazon.nova-2-lite-v1:0')).toEqual(['regional', 'eu', 'jp'])
    expect(regions('openai.gpt-oss-20b-1:0')).toEqual(['us-gov'])
    expect(regions('anthropic.claude-3-haiku-20240307-v1:0')).toEqual(['regional'])
    expect(regions('mistral.pixtral-large-2502-v1:0')).toEqual(['eu'])
    expect(regions('meta.llama3-2-1b-instruct-v1:0')).toEqual([])
    const [now, before] = readLine(line('amazon-bedrock', 'anthropic.claude-3-5-haiku-20241022-v1:0'))
    expect([now?.regions, before?.regions]).toEqual([{ regional: {} }, { regional: {} }])
  })

  it('has the models of clouds that no source lists', () => {
    expect(line('amazon-bedrock', 'meta.llama3-1-405b-instruct-v1:0')).toContain(' i2.4 o2.4')
    expect(line('amazon-bedrock', 'mistral.mistral-large-2407-v1:0')).not.toBe('')
    expect(line('amazon-bedrock', 'amazon.nova-canvas-v1:0')).toContain(' imageOutput:')
    expect(line('google-vertex', 'meta/llama-3.3-70b-instruct-maas')).toContain(' i0.72 o0.72')
  })

  it('counts its characters, so that a cut is noticed', () => {
    expect(catalog.characters).toBe(
      catalog.providers.reduce((sum, provider) => sum + provider.lines.length, 0),
    )
  })
})

function withoutSource<T extends { source?: string }>(entry: T): T {
  const { source: _inherited, ...rest } = entry
  return rest as T
}

describe('the diff', () => {
  it('tells a person what came, went and changed', () => {
    const [first, ...others] = catalog.providers
    if (first === undefined) throw new Error('The catalogue is empty')
    const older = {
      ...catalog,
      providers: [
        {
          ...first,
          lines: first.lines.replace('gpt-4 ', 'gpt-3 ').replace('chat-latest i5', 'chat-latest i6'),
        },
        ...others,
      ],
    }
    const changes = describeChanges(older, catalog)
    expect(changes).toHaveLength(3)
    expect(changes).toContainEqual(
      'openai chat-latest: i6 o30 r0.5 webSearch:0.01 -> i5 o30 r0.5 webSearch:0.01',
    )
    expect(changes.some((change) => change.startsWith('openai gpt-3: gone, was '))).toBe(true)
    expect(changes.some((change) => change.startsWith('openai gpt-4: new, '))).toBe(true)
    expect(describeChanges(catalog, catalog)).toEqual([])
  })
})
