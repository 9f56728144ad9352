import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openKeptLoad } from './kept-load.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'tokentoll-kept-'))))
afterAll(() => rm(folder, { recursive: true }))

it('takes only a whole load for loaded, and only the one that was asked for', async () => {
  const kept = join(folder, 'kept')
  expect((await openKeptLoad(kept, 'small')).isThere).toBe(false)
  const load = await openKeptLoad(kept, 'small')
  expect(load.isThere).toBe(false)
  await writeFile(join(kept, 'wal'), '')
  await expect(openKeptLoad(kept, 'small')).rejects.toThrow(/interrupted/)
  await load.finished()
  expect((await openKeptLoad(kept, 'small')).isThere).toBe(true)
  await expect(openKeptLoad(kept, 'large')).rejects.toThrow(/another one/)
})
