import type { CostRecord } from '@tokentoll/core'
import type { RejectedLog } from '../spool/rejected-log.ts'
import type { BatchResult, BookBatch } from './book-batch.ts'
import { failureKind } from './failure-kind.ts'
import { messageOf, type HealthCounters } from './health.ts'

export interface BookRecordsOptions {
  readonly bookBatch: BookBatch
  readonly health: HealthCounters
  readonly reject: RejectedLog
}

/** Books all records that can be booked; throws only when the database is away. Returns the rows written. */
export async function bookRecords(
  records: readonly CostRecord[],
  options: BookRecordsOptions,
): Promise<number> {
  if (records.length === 0) return 0
  try {
    const result = await options.bookBatch(records)
    count(result, records, options)
    return result.booked
  } catch (error) {
    if (failureKind(error) === 'store') throw error
    const [only] = records
    if (records.length === 1 && only !== undefined) {
      drop(only, messageOf(error), options)
      return 0
    }
    // One impossible record must not hold up the others: halve until it stands alone.
    const middle = records.length >> 1
    const first = await bookRecords(records.slice(0, middle), options)
    return first + (await bookRecords(records.slice(middle), options))
  }
}

/** Counts and keeps a record that can never be booked. */
export function drop(
  record: CostRecord,
  reason: string,
  { health, reject }: Pick<BookRecordsOptions, 'health' | 'reject'>,
): void {
  health.dropped += 1
  health.warn('dropped', `A cost record cannot be booked and was dropped (${record?.id}): ${reason}`)
  reject(reason, describe(record))
}

function count(result: BatchResult, records: readonly CostRecord[], options: BookRecordsOptions): void {
  const { health, reject } = options
  health.booked += result.booked
  health.duplicates += result.duplicates
  health.refusedCorrections += result.refusedCorrections.length
  for (const id of result.refusedCorrections) {
    const record = records.find((candidate) => candidate.id === id)
    health.warn(
      'refused-correction',
      `A record was corrected twice; the first correction stands. To correct again, correct the correction (${id})`,
    )
    if (record !== undefined) reject('its record is corrected already', describe(record))
  }
}

function describe(record: CostRecord): string {
  try {
    return JSON.stringify(record)
  } catch {
    return record.id
  }
}
