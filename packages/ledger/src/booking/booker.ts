import { TokentollError, type CostRecord } from '@tokentoll/core'
import { refusalReason } from '../row/check-record.ts'
import type { RejectedLog } from '../spool/rejected-log.ts'
import type { Spool, SpoolFile } from '../spool/spool.ts'
import { createBacklog } from './backlog.ts'
import type { BookBatch } from './book-batch.ts'
import { bookRecords, drop } from './book-records.ts'
import type { HealthCounters } from './health.ts'
import { recordLine } from './record-line.ts'
import { createRecordQueue } from './record-queue.ts'

export interface BookerOptions {
  readonly bookBatch: BookBatch
  readonly spool: Spool | undefined
  /** Spool files of dead processes, to be booked first. */
  readonly leftovers: readonly SpoolFile[]
  readonly health: HealthCounters
  readonly reject: RejectedLog
  readonly prepare: () => Promise<void>
  /** Called with the rows written, after each batch. */
  readonly onBooked: (rows: number) => Promise<void>
  readonly batchSize: number
  readonly batchDelayMs: number
  /** Records held in memory; beyond it they wait on disk only, or are dropped without a spool. */
  readonly maxQueuedRecords: number
  readonly maxSpoolBytes: number
  readonly syncIntervalMs: number
}

/** Moves records from the call to the database, without ever making the call wait for it. */
export interface Booker {
  readonly queued: number
  readonly spoolBytes: number
  /** Resolves when what earlier processes left is booked, or the database proved to be away. */
  readonly replayed: Promise<void>
  take(record: CostRecord): void
  /** Resolves when all that was taken is in the database, or on disk while that is away. */
  flush(): Promise<void>
  /** Flushes, and takes no more. */
  close(): Promise<void>
}

const firstRetryMs = 100
const lastRetryMs = 5000

export function createBooker(options: BookerOptions): Booker {
  const { spool, health, batchSize } = options
  const queue = createRecordQueue()
  const book = async (records: readonly CostRecord[]): Promise<void> => {
    await options.onBooked(await bookRecords(records, options))
  }
  const backlog = createBacklog({ ...options, files: options.leftovers, book })
  let unspooled = 0
  let timer: NodeJS.Timeout | undefined
  let syncTimer: NodeJS.Timeout | undefined
  let retryMs = firstRetryMs
  let running: Promise<boolean> | undefined
  let closed = false

  const take = (record: CostRecord): void => {
    health.taken += 1
    if (closed) return drop(record, 'the ledger is closed', options)
    const reason = refusalReason(record)
    if (reason !== undefined) return drop(record, reason, options)
    if (queue.length >= options.maxQueuedRecords && !makeRoom()) {
      return drop(record, 'the database is away and there is no room for more', options)
    }
    if (spool !== undefined && !append(spool, record)) unspooled += 1
    queue.push(record)
    schedule()
  }

  const append = (spool: Spool, record: CostRecord): boolean => {
    try {
      if (spool.bytes + backlog.bytes > options.maxSpoolBytes) throw new Error('it has reached maxSpoolBytes')
      spool.append(recordLine(record), queue.lastSequence + 1)
      syncTimer ??= setTimeout(sync, options.syncIntervalMs).unref()
      return true
    } catch (error) {
      health.spoolErrors += 1
      health.warn('spool', 'The spool cannot take cost records, which now wait in memory only', error)
      return false
    }
  }

  const sync = (): void => {
    syncTimer = undefined
    spool?.sync().catch((error: unknown) => {
      health.spoolErrors += 1
      health.warn('sync', 'The spool could not be made safe against a power failure', error)
    })
  }

  // The queued records are on disk too: they are read back when their turn comes.
  const makeRoom = (): boolean => {
    if (spool === undefined || unspooled > 0) return false
    backlog.add(spool.spill())
    queue.remove(queue.length)
    return true
  }

  const schedule = (): void => {
    if (running !== undefined) return
    if (queue.length >= batchSize && health.isStoreAvailable) void drain()
    else timer ??= setTimeout(() => void drain(), health.isStoreAvailable ? options.batchDelayMs : retryMs)
    // A process that only waits for its database to come back may end: what is on disk is booked later.
    if (!health.isStoreAvailable) timer?.unref()
  }

  // One batch at a time, the oldest first. False: the database is away.
  const drain = (): Promise<boolean> => {
    clearTimeout(timer)
    timer = undefined
    running ??= work().finally(() => {
      running = undefined
      if (!closed && queue.length + backlog.length > 0) schedule()
    })
    return running
  }

  const work = async (): Promise<boolean> => {
    try {
      await options.prepare()
      while (backlog.length + queue.length > 0) {
        if (backlog.length > 0) await backlog.bookFirst()
        else await bookQueued()
      }
      health.isStoreAvailable = true
      health.over('store')
      retryMs = firstRetryMs
      return true
    } catch (error) {
      health.isStoreAvailable = false
      health.storeErrors += 1
      health.warn('store', 'The database of the ledger is away; records wait until it is back', error)
      retryMs = Math.min(retryMs * 2, lastRetryMs) * (0.75 + Math.random() / 4)
      return false
    }
  }

  const bookQueued = async (): Promise<void> => {
    const batch = queue.first(batchSize)
    const end = queue.removedSequence + batch.length
    await book(batch)
    // Meanwhile the queue may have been given up to the disk; its files are then read back, to no effect.
    if (queue.removedSequence < end) queue.remove(end - queue.removedSequence)
    if (queue.length === 0) unspooled = 0
    spool?.booked(queue.removedSequence)
  }

  const flush = async (): Promise<void> => {
    const target = queue.lastSequence
    while (backlog.length > 0 || queue.removedSequence < target) {
      if (await drain()) continue
      if (spool === undefined || unspooled > 0) throw unavailable(queue.length)
      return spool.sync()
    }
    await running
  }

  const replayed = backlog.length === 0 ? Promise.resolve() : drain().then(() => {})
  return {
    get queued() {
      return queue.length
    },
    get spoolBytes() {
      return (spool?.bytes ?? 0) + backlog.bytes
    },
    replayed,
    take,
    flush,
    async close() {
      closed = true
      try {
        await flush()
      } finally {
        await running
        clearTimeout(timer)
        clearTimeout(syncTimer)
        spool?.close(queue.removedSequence)
      }
    },
  }
}

function unavailable(records: number): TokentollError {
  return new TokentollError({
    code: 'ledger_unavailable',
    problem: `The database of the ledger is away and ${records} records wait in memory only`,
    remedy: 'Bring the database back, or give the ledger a spoolFolder, where records survive the process',
  })
}
