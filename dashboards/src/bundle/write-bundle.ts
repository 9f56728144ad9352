import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TokentollError } from '@tokentoll/core'
import type { DashboardOptions } from '../options/dashboard-options.ts'
import { createBundle } from './create-bundle.ts'

/** Marks a folder that a bundle was written to, so that writing again may replace it. */
const MARKER = '.tokentoll-bundle'

/**
 * Writes a bundle into a folder and returns the paths of its files. A folder that holds a bundle is replaced.
 *
 * Throws `bundle_folder_in_use` when the folder holds anything else.
 */
export async function writeBundle(
  folder: string,
  options: DashboardOptions = {},
): Promise<readonly string[]> {
  const files = createBundle(options)
  const existing: readonly string[] = await readdir(folder).catch(() => [])
  if (existing.length > 0 && !existing.includes(MARKER)) {
    throw new TokentollError({
      code: 'bundle_folder_in_use',
      problem: 'The folder is not empty and holds no bundle',
      field: 'folder',
      value: folder,
      remedy: 'Name a new folder, or empty this one.',
    })
  }
  await Promise.all(existing.map((name) => rm(join(folder, name), { recursive: true })))
  const written = [...files, { path: MARKER, content: '' }]
  for (const { path, content } of written) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, content)
  }
  return files.map(({ path }) => path)
}
