import type { BuiltCatalog, ModelProvenance } from './build-catalog.ts'
import { readJson } from './read-json.ts'
import { piAiDate } from './sources/pi-ai.ts'

interface SourceNote {
  readonly package: string
  readonly version: string
  readonly licence: string
  readonly date: string
}

const LETTERS = { 'genai-prices': 'g', 'pi-ai': 'p', 'ai-sdk-cost-calculator': 'c' } as const

/** The packages that the facts were read from. Two do not say when they checked; their release date stands. */
export function sourceNotes(): Readonly<Record<string, SourceNote>> {
  return {
    'genai-prices': note('@pydantic/genai-prices', '2026-09-23'),
    'pi-ai': note('@earendil-works/pi-ai', piAiDate()),
    'ai-sdk-cost-calculator': note('ai-sdk-cost-calculator', '2026-09-23'),
  }
}

function note(name: string, date: string): SourceNote {
  const manifest = readJson(`../node_modules/${name}/package.json`) as { version: string; license: string }
  return { package: name, version: manifest.version, licence: manifest.license, date }
}

/** Where every price comes from and how sure it is, one line per model. */
export function renderProvenance(built: BuiltCatalog): string {
  const providers = built.providers.filter(({ provenance }) => provenance.size > 0)
  const parts = providers.map(({ provider, provenance, rejected }) => {
    const models = [...provenance].map(
      ([id, one]) => `        ${JSON.stringify(id)}: ${JSON.stringify(describe(one))}`,
    )
    return [
      `    ${JSON.stringify(provider.id)}: {`,
      `      "url": ${JSON.stringify(provider.url)},`,
      ...(rejected.length > 0 ? [`      "rejected": ${JSON.stringify(rejected)},`] : []),
      `      "models": {\n${models.join(',\n')}\n      }\n    }`,
    ].join('\n')
  })
  const sources = Object.entries(sourceNotes()).map(
    ([name, one]) => `    ${JSON.stringify(name)}: ${JSON.stringify(one)}`,
  )
  return `{
  "about": "How each price was found. g, p, c: the sources that say so; two or more letters agree. A reviewed price names its page and reason.",
  "date": ${JSON.stringify(built.date)},
  "sources": {
${sources.join(',\n')}
  },
  "providers": {
${parts.join(',\n')}
  }
}
`
}

function describe(one: ModelProvenance): string | Record<string, unknown> {
  const letters = one.sources.map((name) => LETTERS[name]).join('')
  if (one.agreement === 'reviewed')
    return { reviewed: one.reason, url: one.url, ...(one.isOpen === true ? { open: true } : {}) }
  if (one.dissent.length === 0) return letters
  return { by: letters, ...(one.agreement === 'disputed' ? { open: true } : {}), dissent: one.dissent }
}
