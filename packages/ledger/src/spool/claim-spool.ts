import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { TokentollError } from '@tokentoll/core'
import { lockFolder, type FolderLock } from '../folder/folder-lock.ts'
import { prepareFolder } from '../folder/prepare-folder.ts'
import type { SpoolFile } from './spool.ts'

/** A spool folder that this process holds, and what dead processes left to be booked. */
export interface ClaimedSpool {
  readonly folder: string
  readonly leftovers: readonly SpoolFile[]
  release(): Promise<void>
}

const mostProcesses = 256

/** The spool in a folder whose parent this process holds already. */
export function ownSpool(folder: string): ClaimedSpool {
  prepareFolder(folder)
  return { folder, leftovers: segmentsIn(folder), release: async () => {} }
}

/**
 * Holds a numbered folder below `root`, so that several processes of one host can share `root`. Folders that
 * dead processes left behind are adopted: their records are booked by whoever starts next.
 */
export async function claimSharedSpool(root: string): Promise<ClaimedSpool> {
  prepareFolder(root)
  let own: string | undefined
  const locks: FolderLock[] = []
  const leftovers: SpoolFile[] = []
  const existing = new Set(readdirSync(root))
  for (let slot = 0; slot < mostProcesses; slot += 1) {
    const isNeeded = own === undefined
    if (!existing.has(String(slot)) && !isNeeded) continue
    const folder = join(root, String(slot))
    if (!isNeeded && segmentsIn(folder).length === 0) continue
    const lock = await tryLockFolder(folder)
    if (lock === undefined) continue
    own ??= folder
    locks.push(lock)
    leftovers.push(...segmentsIn(folder))
  }
  if (own === undefined) {
    throw new TokentollError({
      code: 'ledger_locked',
      problem: `${mostProcesses} processes have this spool folder open`,
      remedy: 'Give some of them another spool folder',
      field: 'spoolFolder',
      value: root,
    })
  }
  return {
    folder: own,
    leftovers,
    release: async () => {
      await Promise.all(locks.map((lock) => lock.release()))
    },
  }
}

async function tryLockFolder(folder: string): Promise<FolderLock | undefined> {
  try {
    return await lockFolder(folder)
  } catch (error) {
    if (TokentollError.isInstance(error) && error.code === 'ledger_locked') return undefined
    throw error
  }
}

// File names begin with the time of creation: oldest first.
function segmentsIn(folder: string): readonly SpoolFile[] {
  return readdirSync(folder)
    .filter((name) => /^\d+-[0-9a-f]+\.ndjson$/.test(name))
    .toSorted()
    .map((name) => {
      const path = join(folder, name)
      return { path, bytes: statSync(path).size }
    })
}
