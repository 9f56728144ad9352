import { renameSync, rmSync } from 'node:fs'
import type { CostRecord } from '@tokentoll/core'
import { refusalReason } from '../row/check-record.ts'
import { readSegment } from '../spool/read-segment.ts'
import type { RejectedLog } from '../spool/rejected-log.ts'
import type { SpoolFile } from '../spool/spool.ts'
import { drop } from './book-records.ts'
import type { HealthCounters } from './health.ts'

/** Spool files that are read back: of dead processes, and of times when memory was too small. */
export interface Backlog {
  readonly length: number
  readonly bytes: number
  add(files: readonly SpoolFile[]): void
  /** Books the oldest file and removes it. It stays, whole, when booking throws. */
  bookFirst(): Promise<void>
}

export interface BacklogOptions {
  readonly files: readonly SpoolFile[]
  readonly batchSize: number
  readonly health: HealthCounters
  readonly reject: RejectedLog
  readonly book: (records: readonly CostRecord[]) => Promise<void>
}

export function createBacklog(options: BacklogOptions): Backlog {
  const { batchSize, health, reject, book } = options
  const files = [...options.files]

  const readRecords = (path: string): readonly CostRecord[] | undefined => {
    try {
      const { records, damagedLines } = readSegment(path)
      for (const line of damagedLines) {
        health.dropped += 1
        health.warn('damaged', `A line of the spool is damaged and was set aside (${path})`)
        reject('damaged line', line)
      }
      return records.filter((record) => {
        const reason = refusalReason(record)
        if (reason !== undefined) drop(record, reason, options)
        return reason === undefined
      })
    } catch (error) {
      health.warn('unreadable', `A file of the spool could not be read and was set aside (${path})`, error)
      return undefined
    }
  }

  return {
    get length() {
      return files.length
    },
    get bytes() {
      return files.reduce((sum, file) => sum + file.bytes, 0)
    },
    add: (added) => void files.push(...added),
    async bookFirst() {
      const [file] = files
      if (file === undefined) return
      const records = readRecords(file.path)
      for (let from = 0; from < (records?.length ?? 0); from += batchSize) {
        await book(records?.slice(from, from + batchSize) ?? [])
      }
      if (records === undefined) setAside(file.path)
      else rmSync(file.path, { force: true })
      files.shift()
    },
  }
}

function setAside(path: string): void {
  try {
    renameSync(path, `${path}.unreadable`)
  } catch {
    // Already gone, or on a disk that is: there is nothing left to keep.
  }
}
