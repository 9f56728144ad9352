import type { CostRecord } from '@tokentoll/core'

/** Records in the order of their arrival, each with its sequence number. */
export interface RecordQueue {
  readonly length: number
  /** Sequence number of the newest record ever pushed; -1 before the first. */
  readonly lastSequence: number
  /** Sequence number of the newest record ever removed; -1 before the first. */
  readonly removedSequence: number
  push(record: CostRecord): void
  first(count: number): readonly CostRecord[]
  remove(count: number): void
}

export function createRecordQueue(): RecordQueue {
  let records: CostRecord[] = []
  // Removing from the front of a long array moves all of it: the head moves instead, until half is gone.
  let head = 0
  let removed = 0
  return {
    get length() {
      return records.length - head
    },
    get lastSequence() {
      return removed + records.length - head - 1
    },
    get removedSequence() {
      return removed - 1
    },
    push: (record) => void records.push(record),
    first: (count) => records.slice(head, head + count),
    remove(count) {
      head += count
      removed += count
      if (head > 1000 && head * 2 > records.length) {
        records = records.slice(head)
        head = 0
      }
    },
  }
}
