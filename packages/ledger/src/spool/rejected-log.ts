import { appendFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Keeps, for a person, what could not be booked and why. */
export type RejectedLog = (reason: string, content: string) => void

// Enough to understand a defect; a defect that hits every call must not fill the disk.
const largestBytes = 16 * 1024 * 1024

/** Appends to `rejected.ndjson` in the spool folder, up to 16 MiB. Never throws. */
export function createRejectedLog(folder: string | undefined): RejectedLog {
  if (folder === undefined) return () => {}
  const file = join(folder, 'rejected.ndjson')
  return (reason, content) => {
    try {
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
      if (size < largestBytes)
        appendFileSync(file, `${JSON.stringify({ reason, content })}\n`, { mode: 0o600 })
    } catch {
      // The rejection is counted and warned of already.
    }
  }
}
