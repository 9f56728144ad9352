import type { CostSink } from '../contracts/cost-sink.ts'
import type { CostRecord } from '../record/cost-record.ts'
import type { MeterHealth } from './meter.ts'

/** Counts what a meter does, and warns once per kind of trouble. */
export interface Health {
  recorded(record: CostRecord): void
  duplicate(): void
  /** A call was lost through our own code; the user's call goes on. */
  dropped(cause: unknown): void
  sinkError(sink: CostSink, cause: unknown): void
  gateError(cause: unknown): void
  /** Runs a part that calls can be booked without, such as a hook of the user's; undefined when it fails. */
  guard<Result>(part: string, work: () => Result): Result | undefined
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

  return {
    recorded(record) {
      recorded += 1
      if (record.attribution.tenantId === undefined) unattributed += 1
      for (const flag of record.flags) flags[flag] = (flags[flag] ?? 0) + 1
    },
    duplicate: () => void (duplicates += 1),
    dropped(cause) {
      droppedRecords += 1
      const message = `a call could not be recorded; further failures are only counted: ${reason(cause)}`
      warnOnce('recording', message, cause)
    },
    sinkError({ name = 'sink' }, cause) {
      sinkErrors[name] = (sinkErrors[name] ?? 0) + 1
      warnOnce(
        `sink:${name}`,
        `the sink "${name}" failed; further failures are only counted: ${reason(cause)}`,
        cause,
      )
    },
    gateError(cause) {
      gateErrors += 1
      warnOnce('gate', `the budget gate failed; further failures are only counted: ${reason(cause)}`, cause)
    },
    guard(part, work) {
      try {
        return work()
      } catch (error) {
        const message = `${part} failed; calls are booked without it: ${reason(error)}`
        warnOnce(`part:${part}`, message, error)
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
