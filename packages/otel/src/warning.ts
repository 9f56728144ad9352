/** Where warnings go unless the application says otherwise. */
export function emitWarning(message: string): void {
  process.emitWarning(message, 'TokentollWarning')
}

/** Warns when trouble begins, and not again before it has ended; a hook that throws stops nothing. */
export interface TroubleWarning {
  began(what: unknown, message: string, cause?: unknown): void
  ended(what: unknown): void
}

export function createTroubleWarning(warn: (message: string, cause?: unknown) => void): TroubleWarning {
  const troubled = new Set<unknown>()
  return {
    began(what, message, cause) {
      if (troubled.has(what)) return
      troubled.add(what)
      try {
        warn(message, cause)
      } catch {
        // The hook belongs to the application; what it was told of goes on.
      }
    },
    ended: (what) => void troubled.delete(what),
  }
}
