import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  const earlier = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { finished: boolean })
    : undefined
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
  const write = (finished: boolean): void => writeFileSync(file, `${JSON.stringify({ finished })}\n`)
  write(false)
  return { ledger, bookFile, journalFile, resumed: earlier?.finished === false, finish: () => write(true) }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new DemoError(`${folder} cannot be used as a folder (${reason}); choose another one with --folder`)
  }
}
