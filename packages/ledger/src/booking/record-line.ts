import type { CostRecord } from '@tokentoll/core'

/** A record as one line of the spool. Facts that JSON cannot hold are left out: they never stop the money. */
export function recordLine(record: CostRecord): string {
  try {
    return `${JSON.stringify(record)}\n`
  } catch {
    const { metadata: _metadata, ...rest } = record
    return `${JSON.stringify(rest)}\n`
  }
}
