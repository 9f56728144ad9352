import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DemoError } from './demo-error.ts'

/** The folder of the demonstration: the embedded ledger, and the provider's book beside it. */
export interface LedgerFolder {
  readonly ledger: string
  readonly bookFile: string
  readonly journalFile: string
  /** True when an earlier run did not come to its end; its ledger is then continued. */
  readonly resumed: boolean
  /** Says that the run came to its end: the next one starts with an empty ledger. */
  finish(): void
}

const marker = 'demo.json'

/**
 * Opens the folder. A finished run is cleared away; a killed one is kept and continued. A folder that is not
 * the demonstration's is left alone.
 */
export function openLedgerFolder(folder: string): LedgerFolder {
  const file = join(folder, marker)
  const ledger = join(folder, 'ledger')
  const bookFile = join(folder, 'provider-book.ndjson')
  const journalFile = join(folder, 'journal')
  const earlier = readMarker(file)
  if (earlier === undefined && existsSync(ledger)) {
    throw new DemoError(
      `${folder} holds a ledger that the demonstration did not make; choose another folder with --folder`,
    )
  }
  if (earlier?.finished === true) {
    rmSync(ledger, { recursive: true, force: true })
    rmSync(bookFile, { force: true })
    rmSync(journalFile, { force: true })
  }
  makeFolder(folder)
  // Written aside and renamed: a kill leaves the old marker or the new one, never half of one.
  const write = (finished: boolean): void => {
    writeFileSync(`${file}.new`, `${JSON.stringify({ finished })}\n`)
    renameSync(`${file}.new`, file)
  }
  write(false)
  return { ledger, bookFile, journalFile, resumed: earlier?.finished === false, finish: () => write(true) }
}

// A marker that cannot be read belongs to a run that did not come to its end.
function readMarker(file: string): { readonly finished: boolean } | undefined {
  if (!existsSync(file)) return undefined
  try {
    const marker: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return { finished: (marker as { finished?: unknown } | null)?.finished === true }
  } catch {
    return { finished: false }
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new DemoError(`${folder} cannot be used as a folder (${reason}); choose another one with --folder`)
  }
}
