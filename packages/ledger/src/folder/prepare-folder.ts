import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderError } from './folder-error.ts'

// One page is not enough to notice a disk that is all but full.
const probe = new Uint8Array(256 * 1024)

/** Creates the folder and proves that it can be written to; throws `ledger_folder_unwritable`. */
export function prepareFolder(folder: string): void {
  const file = join(folder, `.probe-${process.pid}-${process.hrtime.bigint()}`)
  try {
    mkdirSync(folder, { recursive: true })
    try {
      writeFileSync(file, probe)
    } finally {
      rmSync(file, { force: true })
    }
  } catch (error) {
    throw folderError(folder, error)
  }
}
