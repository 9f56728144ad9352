import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { createDashboards } from '../index.ts'

interface Panel {
  readonly title?: string
  readonly panels?: readonly Panel[]
}

function titles(panels: readonly Panel[]): string[] {
  return panels.flatMap(({ title, panels: inner }) => [title ?? '', ...titles(inner ?? [])])
}

it('the runbook of the alerts names only panels that there are', async () => {
  const folder = dirname(createRequire(import.meta.url).resolve('@tokentoll/alerts/package.json'))
  const runbook = await readFile(join(folder, 'runbooks/llm-cost.md'), 'utf8')
  // Every "Look" of a section up to the next point; code in backticks is no title.
  const looks = [...runbook.matchAll(/^- \*\*Look\*\*:(.*(?:\n {2}.*)*)/gm)].map((match) => match[1] ?? '')
  const named = looks.flatMap((look) =>
    [...look.replaceAll(/`[^`]*`/g, '').matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? ''),
  )
  const shown = createDashboards().flatMap(({ json }) =>
    titles((JSON.parse(json) as { panels: Panel[] }).panels),
  )
  expect(named.length).toBeGreaterThan(5)
  for (const title of named) expect(shown).toContain(title)
})
