import type { CostSink } from '../contracts/cost-sink.ts'
import type { CostRecord } from '../record/cost-record.ts'

/** A sink that keeps what it is given. */
export interface RecordingSink extends CostSink {
  readonly records: readonly CostRecord[]
  clear(): void
}

/** Keeps records in memory, for tests and for looking at what a chain books. */
export function createRecordingSink(): RecordingSink {
  const records: CostRecord[] = []
  return {
    name: 'recording',
    records,
    record: (record) => void records.push(record),
    clear: () => void (records.length = 0),
    flush: async () => {},
    close: async () => {},
  }
}
