import { TokentollError, type CostRecord, type CostSink, type SpendReader } from '@tokentoll/core'
import { createBookBatch } from './booking/book-batch.ts'
import { createBooker } from './booking/booker.ts'
import { createHealthCounters, type LedgerHealth } from './booking/health.ts'
import { resolveOptions, type LedgerOptions } from './ledger-options.ts'
import {
  conversationQuery,
  tenantCosts,
  tenantQuery,
  usd,
  userMonthQuery,
  type ConversationOptions,
  type DateRange,
  type TenantCosts,
} from './read/reports.ts'
import { readTotals } from './read/totals.ts'
import { sqlNames } from './schema/names.ts'
import { createRejectedLog } from './spool/rejected-log.ts'
import { createSpool } from './spool/spool.ts'
import type { SqlRow } from './store/ledger-store.ts'
import { inTransaction } from './store/transaction.ts'

/** The book of all calls: takes records, adds them up, answers questions in SQL. */
export interface Ledger extends CostSink, SpendReader {
  readonly name: 'ledger'
  /** What a tenant spent in a stretch of time. Rejects with `invalid_option` for a missing or empty id, or no range. */
  calculateTenantCosts(tenantId: string, range: DateRange): Promise<TenantCosts>
  /**
   * What a user spent in the UTC month of `at` (default: now), in USD; 0 when nothing was booked. Rejects with
   * `invalid_option` for a missing or empty id.
   */
  getUserMonthlySpend(tenantId: string, userId: string, at?: Date): Promise<number>
  /**
   * What a conversation cost so far, in USD; 0 when nothing was booked. Without `tenantId` it adds up all tenants
   * that have a conversation of this id. Rejects with `invalid_option` for a missing or empty id.
   */
  getConversationCost(conversationId: string, options?: ConversationOptions): Promise<number>
  /**
   * Runs one statement that only reads, in UTC, e.g. on the view `llm_cost_metrics`. Sums of money come as decimal
   * text, counts as `bigint`, instants as `Date`. Give values as `$1`, `$2` … in `values`.
   */
  query<Row extends SqlRow = SqlRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  health(): LedgerHealth
}

/**
 * Makes a ledger on an open store. `record` writes to the spool and returns; booking happens in the background
 * in batches, each record once, however often it is delivered. What a killed process left in the spool is booked
 * first.
 *
 * Reads see what was flushed, and all that earlier processes left.
 *
 * @throws TokentollError `invalid_option`.
 */
export function createLedger(options: LedgerOptions): Ledger {
  const settings = resolveOptions(options)
  const { store, clock } = settings
  const names = sqlNames(store)
  const health = createHealthCounters(settings.onWarning)
  let sinceMaintenance = 0

  const maintain = async (): Promise<void> => {
    sinceMaintenance = 0
    try {
      await store.maintain()
    } catch (error) {
      health.warn('maintenance', 'The embedded database could not be tidied and will grow', error)
    }
  }
  const booker = createBooker({
    ...settings,
    health,
    bookBatch: createBookBatch(store),
    spool: store.spool === undefined ? undefined : createSpool({ folder: store.spool.folder }),
    leftovers: store.spool?.leftovers ?? [],
    reject: createRejectedLog(store.spool?.folder),
    prepare: () => store.prepare(),
    onBooked: async (rows) => {
      sinceMaintenance += rows
      if (sinceMaintenance >= settings.maintenanceRows) await maintain()
    },
  })
  let closed: Promise<void> | undefined
  const isClosed = (): boolean => closed !== undefined

  const read = async <Result>(run: Parameters<typeof inTransaction<Result>>[2]): Promise<Result> => {
    if (isClosed()) throw closedError()
    try {
      await booker.replayed
      await store.prepare()
      return await inTransaction(store, 'READ ONLY', run)
    } catch (error) {
      // Closing took the connection away in the midst of it: the driver's words for that are no help.
      throw isClosed() && !TokentollError.isInstance(error) ? closedError(error) : error
    }
  }
  const totals: Ledger['totals'] = (query) => read((session) => readTotals(session, names, query))

  return {
    name: 'ledger',
    record: (record: CostRecord) => booker.take(record),
    flush: () => booker.flush(),
    totals,
    async calculateTenantCosts(tenantId, range) {
      const [total] = await totals(tenantQuery(tenantId, range))
      return tenantCosts(tenantId, total)
    },
    async getUserMonthlySpend(tenantId, userId, at = new Date(clock())) {
      const [total] = await totals(userMonthQuery(tenantId, userId, at))
      return usd(total?.totalPicoUsd)
    },
    async getConversationCost(conversationId, options) {
      const [total] = await totals(conversationQuery(conversationId, options))
      return usd(total?.totalPicoUsd)
    },
    query: <Row extends SqlRow = SqlRow>(text: string, values?: readonly unknown[]) =>
      read(async (session) => (await session.query(text, values)) as readonly Row[]),
    health: () => ({
      taken: health.taken,
      booked: health.booked,
      duplicates: health.duplicates,
      dropped: health.dropped,
      refusedCorrections: health.refusedCorrections,
      queued: booker.queued,
      spoolBytes: booker.spoolBytes,
      storeErrors: health.storeErrors,
      spoolErrors: health.spoolErrors,
      isStoreAvailable: health.isStoreAvailable,
      lastError: health.lastError,
    }),
    close() {
      closed ??= (async () => {
        try {
          await booker.close()
          if (sinceMaintenance > 0 && health.isStoreAvailable) await maintain()
        } finally {
          await store.close()
        }
      })()
      return closed
    },
  }
}

function closedError(cause?: unknown): TokentollError {
  return new TokentollError({
    code: 'ledger_closed',
    problem: 'The ledger is closed',
    remedy: 'Close it after whatever reads it: the first of the sinks of a meter is closed last',
    ...(cause === undefined ? {} : { cause }),
  })
}
