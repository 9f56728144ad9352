import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { TokentollError } from '@tokentoll/core'
import type { DashboardOptions } from '../options/dashboard-options.ts'
import type { BundleFile } from './bundle-file.ts'
import { createBundle } from './create-bundle.ts'
import { makeFolder } from './make-folder.ts'

/** Lists what a bundle wrote into a folder and what it was, so that writing again replaces only that. */
const MARKER = '.tokentoll-bundle'

/** Hash of what was written, by path. */
type Written = Readonly<Record<string, string>>

/**
 * Writes a bundle into a folder and returns the paths of the files that it wrote.
 *
 * Over an earlier bundle only files that it wrote, and that nobody changed since, are replaced or removed. A file that
 * was changed stays, and what would have been written is put beside it with the ending `.new`.
 *
 * Throws `bundle_folder_in_use` when the folder holds files but no bundle, or is a file, and
 * `bundle_folder_unwritable` when it cannot be made or written to.
 */
export async function writeBundle(
  folder: string,
  options: DashboardOptions = {},
): Promise<readonly string[]> {
  const files = createBundle(options)
  const absolute = resolve(folder)
  const before = await writtenBefore(absolute)
  try {
    return await replaceFiles(absolute, files, before)
  } catch (error) {
    throw unwritable(folder, error)
  }
}

async function replaceFiles(
  folder: string,
  files: readonly BundleFile[],
  before: Written,
): Promise<readonly string[]> {
  const written: string[] = []
  for (const { path, content } of files) {
    const mine = await isMine(join(folder, path), path, content, before)
    const target = mine ? path : `${path}.new`
    await makeFolder(dirname(join(folder, target)))
    await writeFile(join(folder, target), content)
    written.push(target)
  }
  const now: Written = Object.fromEntries(files.map(({ path, content }) => [path, hash(content)]))
  for (const path of Object.keys(before)) {
    const isGone = now[path] === undefined
    if (isGone && (await isMine(join(folder, path), path, '', before)))
      await rm(join(folder, path), { force: true })
  }
  await writeFile(join(folder, MARKER), `${JSON.stringify(now, undefined, 2)}\n`)
  return written
}

async function writtenBefore(folder: string): Promise<Written> {
  const existing: readonly string[] = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw inUse(folder, error)
  })
  if (existing.length === 0) return {}
  if (!existing.includes(MARKER)) throw inUse(folder)
  const marker = await readFile(join(folder, MARKER), 'utf8')
  try {
    return JSON.parse(marker) as Written
  } catch {
    // Of a bundle without a list nothing is known to be ours.
    return {}
  }
}

/** Whether a path may be written: nothing is there, or what an earlier bundle wrote, or what is to be written anyway. */
async function isMine(target: string, path: string, content: string, before: Written): Promise<boolean> {
  const found = await readFile(target, 'utf8').catch(() => undefined)
  return found === undefined || found === content || hash(found) === before[path]
}

function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32)
}

function inUse(folder: string, cause?: unknown): TokentollError {
  return new TokentollError({
    code: 'bundle_folder_in_use',
    problem: 'This is not an empty folder, and not one with a bundle',
    field: 'folder',
    value: folder,
    remedy: 'Name a new folder, or empty this one.',
    cause,
  })
}

function unwritable(folder: string, cause: unknown): TokentollError {
  return new TokentollError({
    code: 'bundle_folder_unwritable',
    problem: `The folder cannot be written (${cause instanceof Error ? cause.message : String(cause)})`,
    field: 'folder',
    value: folder,
    remedy: 'Name a folder that you may write to.',
    cause,
  })
}
