import type { CostRecord } from '../record/cost-record.ts'
import type { MeterHealth } from './meter.ts'

/** Counts what a meter does, and warns once per kind of trouble. */
export interface Health {
  recorded(record: CostRecord): void
  duplicate(): void
  dropped(): void
  sinkError(sink: string, cause: unknown): void
  gateError(cause: unknown): void
  /** Our own code failed; the user's call goes on. */
  failed(cause: unknown): void
  /** Runs our own code so that its failure never reaches the user's call. */
  guard<Result>(work: () => Result): Result | undefined
  snapshot(): MeterHealth
}

export function createHealth(warn: (message: string, cause?: unknown) => void): Health {
  let recorded = 0
  let duplicates = 0
  let droppedRecords = 0
  let unattributed = 0
  let gateErrors = 0
  const sinkErrors: Record<string, number> = {}
  const flags: Record<string, number> = {}
  const warned = new Set<string>()

  const warnOnce = (kind: string, message: string, cause: unknown): void => {
    if (warned.has(kind)) return
    warned.add(kind)
    try {
      warn(message, cause)
    } catch {
      // A warning hook that throws must not stop the recording.
    }
  }
  const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

  const failed = (cause: unknown): void =>
    warnOnce(
      'recording',
      `a call could not be recorded; further failures are only counted: ${reason(cause)}`,
      cause,
    )

  return {
    recorded(record) {
      recorded += 1
      if (record.attribution.tenantId === undefined) unattributed += 1
      for (const flag of record.flags) flags[flag] = (flags[flag] ?? 0) + 1
    },
    failed,
    duplicate: () => void (duplicates += 1),
    dropped: () => void (droppedRecords += 1),
    sinkError(sink, cause) {
      sinkErrors[sink] = (sinkErrors[sink] ?? 0) + 1
      warnOnce(
        `sink:${sink}`,
        `the sink "${sink}" failed; further failures are only counted: ${reason(cause)}`,
        cause,
      )
    },
    gateError(cause) {
      gateErrors += 1
      warnOnce('gate', `the budget gate failed; further failures are only counted: ${reason(cause)}`, cause)
    },
    guard(work) {
      try {
        return work()
      } catch (error) {
        failed(error)
        return undefined
      }
    },
    snapshot: () => ({
      recorded,
      duplicates,
      droppedRecords,
      unattributed,
      gateErrors,
      sinkErrors: { ...sinkErrors },
      flags: { ...flags },
    }),
  }
}
