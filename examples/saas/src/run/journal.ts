import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { CostSink } from '@tokentoll/core'

/**
 * A sink behind the ledger that writes each record's id to a file at once. It is the demonstration's witness:
 * after `kill -9`, every id in it was handed to the ledger before, so the ledger must still have it.
 */
export function createJournal(file: string): CostSink {
  const handle = openSync(file, 'a')
  let open = true
  return {
    name: 'journal',
    record: (record) => void writeSync(handle, `${record.id}\n`),
    flush: async () => {},
    close: async () => {
      if (open) closeSync(handle)
      open = false
    },
  }
}

/** The ids of a journal; a last line that the kill cut short is left out. */
export function readJournal(file: string): readonly string[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').slice(0, -1)
}
