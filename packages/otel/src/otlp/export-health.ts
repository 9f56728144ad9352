import { createTroubleWarning } from '../warning.ts'
import type { Delivery } from './delivering-exporter.ts'

/** What became of the requests so far. */
export interface ExportHealth {
  readonly arrived: number
  /** Answered with an error that a retry will not mend, e.g. 400. */
  readonly rejected: number
  /** Time-outs, broken connections, server errors. */
  readonly failed: number
  /** Epoch milliseconds of the last request that arrived. */
  readonly lastArrivedAt: number | undefined
  readonly lastError: string | undefined
}

/** Counts requests and warns once per outage. */
export interface ExportHealthCounter {
  request(delivery: Delivery, error: Error | undefined): void
  failure(cause: unknown): void
  snapshot(): ExportHealth
}

export function createExportHealth(
  warn: (message: string, cause?: unknown) => void,
  clock: () => number,
): ExportHealthCounter {
  let arrived = 0
  let rejected = 0
  let failed = 0
  let lastArrivedAt: number | undefined
  let lastError: string | undefined
  const trouble = createTroubleWarning(warn)

  function note(message: string, cause: unknown): void {
    lastError = message
    trouble.began(
      'export',
      `metrics could not be sent; they are sent with the next export: ${message}`,
      cause,
    )
  }

  return {
    request(delivery, error) {
      if (delivery === 'arrived') {
        arrived += 1
        lastArrivedAt = clock()
        trouble.ended('export')
        return
      }
      if (delivery === 'rejected') rejected += 1
      else failed += 1
      note(error?.message ?? 'unknown error', error)
    },
    failure: (cause) => note(cause instanceof Error ? cause.message : String(cause), cause),
    snapshot: () => ({ arrived, rejected, failed, lastArrivedAt, lastError }),
  }
}
