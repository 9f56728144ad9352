import type { CostRecord } from '@tokentoll/core'
import { columns } from '../row/columns.ts'
import { keyText } from '../row/column-values.ts'
import { sqlNames } from '../schema/names.ts'
import type { LedgerStore } from '../store/ledger-store.ts'
import { inTransaction } from '../store/transaction.ts'
import { bookSql } from './book-sql.ts'

/** What became of a batch. */
export interface BatchResult {
  readonly booked: number
  /** Records that were booked before. */
  readonly duplicates: number
  /** Ids of corrections of records that are corrected already. */
  readonly refusedCorrections: readonly string[]
}

/** Books batches into one store. */
export type BookBatch = (records: readonly CostRecord[]) => Promise<BatchResult>

export function createBookBatch(store: LedgerStore): BookBatch {
  const names = sqlNames(store)
  const insert = bookSql(names)
  // A correction and the record it replaces, booked by two processes at once, would not see each other:
  // batches with corrections wait for all others and the others for them.
  const lock = (mode: '' | '_shared'): string =>
    `SELECT pg_advisory_xact_lock${mode}(hashtextextended('${store.schema}.llm_call', 0))`
  const refused = `
    SELECT batch.id FROM unnest($1::text[]) AS batch (id)
    WHERE NOT EXISTS (SELECT FROM ${names.call} AS call WHERE call.id = batch.id)`

  return async (records) => {
    const corrections = records.filter((record) => keyText(record.corrects) !== null)
    const values = columns.map((column) => records.map((record) => column.value(record)))
    return inTransaction(store, 'READ WRITE', async (session) => {
      await session.query(lock(corrections.length === 0 ? '_shared' : ''))
      const [row] = await session.query(insert, values)
      const booked = Number(row?.['booked'])
      const refusedCorrections =
        corrections.length === Number(row?.['corrections'])
          ? []
          : (await session.query(refused, [corrections.map((record) => keyText(record.id))])).map((found) =>
              String(found['id']),
            )
      return { booked, duplicates: records.length - booked - refusedCorrections.length, refusedCorrections }
    })
  }
}
