import type { CostRecord } from '../record/cost-record.ts'

/** Where records go: metrics, ledger, webhook. */
export interface CostSink {
  /** For logs and health counters, e.g. `ledger`. */
  readonly name?: string
  /** Takes a record. Synchronous and quick: queue here, do I/O elsewhere. An exception is counted, not thrown on. */
  record(record: CostRecord): void
  /** Resolves when everything taken so far is durable. */
  flush(): Promise<void>
  /** Flushes, then releases timers, connections and files. Safe to call twice. */
  close(): Promise<void>
}
