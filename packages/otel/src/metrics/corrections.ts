import type { CostRecord, Usage } from '@tokentoll/core'
import { isProvisional } from '../provisional.ts'
import type { CallSeries } from '../series/call-series.ts'

/** What a record that may still be corrected put into the counters. */
export interface Provisional {
  readonly series: CallSeries
  readonly isEstimated: boolean
  readonly cached: boolean
  readonly inputPicoUsd: number
  readonly outputPicoUsd: number
  readonly usage: Usage
}

/** Remembers the newest provisional records, so that a correction adds only the difference. */
export interface Corrections {
  remember(record: CostRecord, series: CallSeries): void
  /** Takes back what the record that this one replaces had put in; undefined when it is not known here. */
  take(correction: CostRecord): Provisional | undefined
}

/** Most provisional records remembered, oldest forgotten first. */
const mostRemembered = 10_000

export function createCorrections(): Corrections {
  const known = new Map<string, Provisional>()
  return {
    remember(record, series) {
      if (!isProvisional(record)) return
      const { cost } = record
      const isCounted = cost.status !== 'unpriced'
      known.set(record.id, {
        series,
        isEstimated: cost.isEstimated,
        cached: record.cached,
        inputPicoUsd: isCounted ? cost.inputPicoUsd : 0,
        outputPicoUsd: isCounted ? cost.outputPicoUsd : 0,
        usage: record.usage,
      })
      if (known.size > mostRemembered) known.delete(known.keys().next().value!)
    },
    take(correction) {
      const provisional = known.get(correction.corrects!)
      known.delete(correction.corrects!)
      return provisional
    },
  }
}
