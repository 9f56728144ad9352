import { readFile, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { apis } from './apis.ts'
import { cellKey, type Verdicts } from './coverage-suite.ts'
import { pageHead } from './coverage-text.ts'
import type { ContractHost } from './host.ts'
import type { Verdict } from './judge.ts'
import { languageOperations } from './operations/index.ts'
import { mediaOperations } from './operations/media.ts'
import { offers, wayNames } from './ways.ts'

const pageUrl = new URL('../../../../docs/coverage-ai-sdk.md', import.meta.url)

const marks: Readonly<Record<Verdict, string>> = {
  equal: '=',
  estimated: '~',
  'paid only': '(=)',
  counted: '#',
  unseen: '–',
}

/**
 * Holds `docs/coverage-ai-sdk.md` to what was measured: the section of this major must say the same.
 * `UPDATE_COVERAGE=1` writes the section instead.
 */
export function holdCoveragePage(host: ContractHost, verdicts: Verdicts): void {
  it('is what docs/coverage-ai-sdk.md says', async () => {
    const section = renderSection(host, verdicts)
    const page = await readFile(pageUrl, 'utf8').catch(() => '')
    if (process.env['UPDATE_COVERAGE'] === '1')
      await writeFile(pageUrl, withSection(page, host.major, section))
    const written = await readFile(pageUrl, 'utf8')
    expect(sectionOf(written, host.major)?.trimEnd()).toBe(section.trimEnd())
    expect(written.startsWith(pageHead)).toBe(true)
  })
}

function renderSection(host: ContractHost, verdicts: Verdicts): string {
  const ways = wayNames.filter((way) => offers(host, way))
  const columns = ways.flatMap((way) => apis.map((api) => ({ way, api: api.name })))
  const rows = languageOperations.filter(({ since = 5 }) => host.major >= since)
  const media = mediaOperations.filter(({ since = 5 }) => host.major >= since)
  const mark = (key: string): string => {
    const verdict = verdicts.get(key)
    return verdict === undefined ? ' ' : marks[verdict]
  }
  return [
    `## AI SDK ${host.major}`,
    '',
    line(['Language models', ...columns.map(({ way, api }) => `${way}<br>${api}`)]),
    line(['---', ...columns.map(() => ':-:')]),
    ...rows.map(({ name }) => line([name, ...columns.map(({ way, api }) => mark(cellKey(name, way, api)))])),
    '',
    line(['Other models', ...ways]),
    line(['---', ...ways.map(() => ':-:')]),
    ...media.map(({ name }) => line([name, ...ways.map((way) => mark(cellKey(name, way, '')))])),
    '',
  ].join('\n')
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const majors = [7, 6, 5] as const

function sectionOf(page: string, major: number): string | undefined {
  const start = page.indexOf(`## AI SDK ${major}\n`)
  if (start < 0) return undefined
  const end = page.indexOf('\n## ', start)
  return end < 0 ? page.slice(start) : page.slice(start, end + 1)
}

function withSection(page: string, major: number, section: string): string {
  const sections = majors.map((each) => (each === major ? section : sectionOf(page, each)))
  return [
    pageHead,
    ...sections.filter((each) => each !== undefined).map((each) => `${each.trimEnd()}\n`),
  ].join('\n')
}
