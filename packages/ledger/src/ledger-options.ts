import { TokentollError } from '@tokentoll/core'
import type { LedgerStore } from './store/ledger-store.ts'

/** Options of `createLedger`. */
export interface LedgerOptions {
  /** Made by `openPglite` or `openPostgres`. The ledger closes it. */
  readonly store: LedgerStore
  /** Most records in one insert; default 500. */
  readonly batchSize?: number
  /** How long a record may wait for others to be booked with; default 20 ms. */
  readonly batchDelayMs?: number
  /** Records held in memory; beyond it they wait on disk only, or are dropped without a spool. Default 10,000. */
  readonly maxQueuedRecords?: number
  /** Disk space for records that wait; default 1 GiB. */
  readonly maxSpoolBytes?: number
  /** Longest time until a record on disk survives a power failure too; default 20 ms. */
  readonly syncIntervalMs?: number
  /** Rows after which an embedded database is tidied; default 50,000. */
  readonly maintenanceRows?: number
  /** Epoch milliseconds; default `Date.now`. */
  readonly clock?: () => number
  /** Called once per kind of trouble; default: `process.emitWarning`. */
  readonly onWarning?: (message: string, cause?: unknown) => void
}

/** Options with their defaults; throws `invalid_option`. */
export function resolveOptions(options: LedgerOptions): Required<LedgerOptions> {
  const resolved = {
    batchSize: 500,
    batchDelayMs: 20,
    maxQueuedRecords: 10_000,
    maxSpoolBytes: 1024 ** 3,
    syncIntervalMs: 20,
    maintenanceRows: 50_000,
    clock: Date.now,
    onWarning: (message: string) => process.emitWarning(message, 'TokentollWarning'),
    ...options,
  }
  requireWhole('batchSize', resolved.batchSize, 1)
  requireWhole('batchDelayMs', resolved.batchDelayMs, 0)
  requireWhole('maxQueuedRecords', resolved.maxQueuedRecords, 1)
  requireWhole('maxSpoolBytes', resolved.maxSpoolBytes, 0)
  requireWhole('syncIntervalMs', resolved.syncIntervalMs, 0)
  requireWhole('maintenanceRows', resolved.maintenanceRows, 1)
  return resolved
}

function requireWhole(field: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new TokentollError({
    code: 'invalid_option',
    problem: `Not a whole number from ${least}`,
    remedy: 'Give one, or leave the option out for its default',
    field,
    value,
  })
}
