import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createBundle } from './index.ts'

const folder = new URL('../generated/', import.meta.url)
const bundle = createBundle()

describe('dashboards/generated', () => {
  it.each(bundle)(
    'holds $path as the source says it (run "pnpm --filter @tokentoll/dashboards generate")',
    async (file) => {
      expect(await readFile(new URL(file.path, folder), 'utf8')).toBe(file.content)
    },
  )

  it('holds nothing else', async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && entry.name !== '.tokentoll-bundle')
    expect(files.length).toBe(bundle.length)
  })
})
