import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createDashboards } from './index.ts'

const folder = new URL('../generated/', import.meta.url)

describe('dashboards/generated', () => {
  it.each(createDashboards())(
    'holds $uid as the source says it (run "pnpm --filter @tokentoll/dashboards generate")',
    async (dashboard) => {
      expect(await readFile(new URL(`${dashboard.uid}.json`, folder), 'utf8')).toBe(dashboard.json)
    },
  )

  it('holds nothing else', async () => {
    expect((await readdir(folder)).toSorted()).toEqual(
      createDashboards()
        .map(({ uid }) => `${uid}.json`)
        .toSorted(),
    )
  })
})
