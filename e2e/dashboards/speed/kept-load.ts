import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A folder in which a load outlives the run that made it. */
export interface KeptLoad {
  /** Whether the folder holds the whole of this load; when not, it is empty. */
  readonly isThere: boolean
  /** Says that all of it has been written. */
  finished(): Promise<void>
}

/**
 * Opens the folder of a load that is told from others by `name`.
 *
 * @throws Error for a folder with anything else in it, an interrupted load say: figures from that mean nothing.
 */
export async function openKeptLoad(folder: string, name: string): Promise<KeptLoad> {
  const marker = join(folder, 'loaded')
  await mkdir(folder, { recursive: true })
  const isEmpty = (await readdir(folder)).length === 0
  const isThere = !isEmpty && (await readFile(marker, 'utf8').catch(() => undefined)) === name
  if (!isEmpty && !isThere) {
    throw new Error(
      `${folder} holds an interrupted load or another one. Remove it, or give a new folder to --keep.`,
    )
  }
  return { isThere, finished: () => writeFile(marker, name) }
}
