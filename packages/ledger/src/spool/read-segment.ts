import { readFileSync } from 'node:fs'
import type { CostRecord } from '@tokentoll/core'

/** What a spool file held. */
export interface SegmentContent {
  readonly records: readonly CostRecord[]
  /** Whole lines that are no records: the file was damaged. */
  readonly damagedLines: readonly string[]
}

/**
 * Reads a spool file back. A last line without its line feed was being written when the process died: its
 * `record` had not returned, so it was never promised.
 */
export function readSegment(path: string): SegmentContent {
  const lines = readFileSync(path, 'utf8').split('\n')
  lines.pop()
  const records: CostRecord[] = []
  const damagedLines: string[] = []
  for (const line of lines) {
    const record = parseRecord(line)
    if (record === undefined) damagedLines.push(line)
    else records.push(record)
  }
  return { records, damagedLines }
}

function parseRecord(line: string): CostRecord | undefined {
  try {
    return JSON.parse(line) as CostRecord
  } catch {
    return undefined
  }
}
