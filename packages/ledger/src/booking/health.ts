/** What the ledger did with the records it was given. Counts only grow. */
export interface LedgerHealth {
  /** Records taken from `record`. */
  readonly taken: number
  /** Rows written, those of earlier processes included. */
  readonly booked: number
  /** Records that were booked before. */
  readonly duplicates: number
  /** Records lost: refused as impossible, or more than memory and disk could hold. */
  readonly dropped: number
  /** Second corrections of one record; the first one stands. */
  readonly refusedCorrections: number
  /** Records taken that the database does not have yet. */
  readonly queued: number
  /** Bytes on disk that wait for the database. */
  readonly spoolBytes: number
  /** Attempts that failed because the database was away. */
  readonly storeErrors: number
  /** Records that the disk could not take; they wait in memory only. */
  readonly spoolErrors: number
  /** Whether the last attempt to reach the database succeeded. */
  readonly isStoreAvailable: boolean
  /** What went wrong last. */
  readonly lastError: string | undefined
}

/** Counters behind `LedgerHealth`, and the warnings that go with them. */
export interface HealthCounters {
  taken: number
  booked: number
  duplicates: number
  dropped: number
  refusedCorrections: number
  storeErrors: number
  spoolErrors: number
  isStoreAvailable: boolean
  lastError: string | undefined
  /** Tells the user once per kind of trouble; `about` clears a kind whose trouble has ended. */
  warn(kind: string, message: string, cause?: unknown): void
  over(kind: string): void
}

export function createHealthCounters(onWarning: (message: string, cause?: unknown) => void): HealthCounters {
  const warned = new Set<string>()
  return {
    taken: 0,
    booked: 0,
    duplicates: 0,
    dropped: 0,
    refusedCorrections: 0,
    storeErrors: 0,
    spoolErrors: 0,
    isStoreAvailable: true,
    lastError: undefined,
    warn(kind, message, cause) {
      this.lastError = cause === undefined ? message : `${message}: ${messageOf(cause)}`
      if (warned.has(kind)) return
      warned.add(kind)
      try {
        onWarning(this.lastError, cause)
      } catch {
        // A logger that fails must not fail the recording.
      }
    },
    over: (kind) => void warned.delete(kind),
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
