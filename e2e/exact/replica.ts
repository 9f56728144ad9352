// One replica of the application: started, restarted and killed by run.ts.
import { setTimeout as sleep } from 'node:timers/promises'
import { createMeter, withAttribution } from '@tokentoll/core'
import { createLedger, openPostgres } from '@tokentoll/ledger'
import { createHealthMetrics, createLedgerMetrics, startOtlp, type MetricSource } from '@tokentoll/otel'
import { openJournal } from './journal.ts'
import { plannedCall, type Plan } from './plan.ts'
import { createStockCounter } from './stock-counter.ts'

/** What a replica is told on its command line, as JSON. */
export interface ReplicaOrders {
  readonly plan: Plan
  readonly replica: number
  readonly replicas: number
  /** Calls of this replica that are done already. */
  readonly done: number
  /** Start of the traffic, epoch milliseconds. */
  readonly startAt: number
  /** Keeps its last calls until SIGUSR2, and then sends itself SIGKILL after one more of them. */
  readonly isToBeKilled: boolean
  readonly otlpUrl: string
  readonly postgresUrl: string
  readonly spoolFolder: string
  readonly journalPath: string
}

const orders = JSON.parse(process.argv[2] ?? '{}') as ReplicaOrders
const { plan, replica, replicas, startAt } = orders
const journal = openJournal(orders.journalPath)
let recorded = 0

const ledger = createLedger({
  store: await openPostgres({ url: orders.postgresUrl, spoolFolder: orders.spoolFolder }),
})
// Collected right after the call metrics, with no call in between: what it counts is what they hold.
const inCollection = new Map<number, number>()
const marker: MetricSource = {
  collect({ time }) {
    inCollection.set(time[0] * 1000 + time[1] / 1e6, recorded)
    return { families: [], mark: 0 }
  },
  delivered(_reader, timeMs) {
    journal.arrived(inCollection.get(timeMs) ?? 0)
    inCollection.clear()
  },
}
const otlp = startOtlp({
  endpoint: orders.otlpUrl,
  serviceName: 'exact',
  exportIntervalMs: plan.exportIntervalMs,
  sources: [marker, createLedgerMetrics({ reader: ledger, intervalMs: 1000 })],
  flushSignals: [],
  onWarning: () => {},
})
const meter = createMeter({
  sinks: [ledger, otlp.sink, createStockCounter(orders.otlpUrl, plan.exportIntervalMs)],
})
otlp.publish(createHealthMetrics({ meter }))

const stopping = new AbortController()
process.on('SIGTERM', () => stopping.abort())
const dying = new AbortController()
process.on('SIGUSR2', () => dying.abort())

const calls = Math.ceil((plan.calls - replica) / replicas)
const most = orders.isToBeKilled ? Math.floor(calls * 0.9) : calls
let done = orders.done
while (!stopping.signal.aborted && (orders.isToBeKilled || done < calls)) {
  const due = Math.min(most, Math.floor(((Date.now() - startAt) / plan.durationMs) * calls))
  // A replica that comes back catches up, in portions that let its timers run.
  for (const until = Math.min(due, done + 500); done < until; done += 1) bookCall(replica + done * replicas)
  if (dying.signal.aborted) {
    bookCall(replica + done * replicas)
    process.kill(process.pid, 'SIGKILL')
  }
  await sleep(20)
}
await meter.flush()
if (!stopping.signal.aborted) {
  // One more reading of the ledger, with everything in it.
  await sleep(1500)
  await otlp.flush()
}
await meter.close()
journal.close()
const { arrived, failed, rejected } = otlp.health()
process.stdout.write(`${JSON.stringify({ recorded, arrived, failed, rejected, health: meter.health() })}\n`)

function bookCall(index: number): void {
  const { provider, model, usage, durationMs, ...attribution } = plannedCall(plan, index)
  const startedAt = Date.now()
  withAttribution(attribution, () => {
    meter
      .start({ provider, model, integration: 'exact', startedAt, runId: `exact-${index}` })
      .end({ usage, endedAt: startedAt + durationMs })
  })
  recorded += 1
  journal.recorded(index)
}
