import {
  createMeter,
  type BudgetReader,
  type CostSink,
  type CostRecord,
  type Meter,
  type SpendReader,
} from '@tokentoll/core'
import {
  createHealthMetrics,
  createLedgerMetrics,
  createMetricsSink,
  type MetricFamily,
  type MetricSource,
} from '@tokentoll/otel'
import { createPriceBook } from '@tokentoll/pricing'
import { instants, segments, type Segment } from './segments.ts'
import { createGrowingTotals } from './totals.ts'
import { pastCalls, type WorldOptions } from './world.ts'

/** What every source published at an instant, by replica. */
export interface Emitted {
  readonly segment: Segment
  readonly atMs: number
  readonly replicas: readonly { readonly instance: string; readonly families: readonly MetricFamily[] }[]
}

/** Monthly budgets of the made-up past in USD by tenant: two that the month ends over, two in order. */
export function budgets(callsPerDay: number): Readonly<Record<string, number>> {
  return {
    hooli: round(0.014 * callsPerDay),
    umbrella: round(0.0137 * callsPerDay),
    'acme-corp': round(0.04 * callsPerDay),
    initech: round(0.02 * callsPerDay),
  }
}

function round(usd: number): number {
  return Math.round(usd * 100) / 100
}

interface Replica {
  readonly instance: string
  readonly sources: readonly MetricSource[]
  readonly meter: Meter
}

/**
 * Plays a past through our own meter, price book, metrics sink and ledger publisher, on two replicas of which one is
 * restarted half-way. Every record also goes to `onRecord`, in order of time.
 */
export async function* emit(
  options: WorldOptions,
  onRecord: (record: CostRecord) => void,
): AsyncGenerator<Emitted> {
  const clock = { now: options.nowMs - options.days * 86_400_000 }
  const totals = createGrowingTotals()
  // Models on machines of one's own have no price per token; what they cost is OpenCost's to say.
  const prices = createPriceBook({
    overrides: [{ provider: 'vllm', model: '*', prices: { input: 0, output: 0 } }],
  })
  const booking = { name: 'book', record: bookInto(totals.add, onRecord), flush: done, close: done }
  const start = (instance: string): Replica =>
    startReplica(instance, clock, totals, prices, booking, budgets(options.callsPerDay))
  let replicas: [Replica, Replica] = [start('a'), start('b')]
  const calls = pastCalls(options)
  let next = calls.next()
  const restartAt = options.nowMs - (options.sampledDays / 2) * 86_400_000
  let restarted = false

  for (const segment of segments(options.nowMs, options.sampledDays)) {
    for (const atMs of instants(segment)) {
      while (next.done !== true && next.value.startedAt < atMs) {
        clock.now = next.value.startedAt
        replicas[next.value.replica === 0 ? 0 : 1].meter.record(next.value)
        next = calls.next()
      }
      clock.now = atMs
      yield { segment, atMs, replicas: await Promise.all(replicas.map((replica) => collect(replica, atMs))) }
      if (!restarted && atMs >= restartAt) {
        replicas = [replicas[0], start('b2')]
        restarted = true
      }
    }
  }
}

function startReplica(
  instance: string,
  clock: { readonly now: number },
  totals: SpendReader,
  prices: ReturnType<typeof createPriceBook>,
  booking: CostSink,
  limits: Readonly<Record<string, number>>,
): Replica {
  const now = (): number => clock.now
  const sink = createMetricsSink({ clock: now, idleAfterMs: Infinity, genAi: false })
  const meter = createMeter({ prices, sinks: [sink, booking], clock: now })
  const ledger = createLedgerMetrics({
    reader: totals,
    budgets: budgetStates(totals, now, limits),
    users: 'not-personal-data',
    intervalMs: 1,
    clock: now,
  })
  return { instance, meter, sources: [sink, ledger, createHealthMetrics({ meter, clock: now })] }
}

function bookInto(...takers: ((record: CostRecord) => void)[]): (record: CostRecord) => void {
  return (record) => {
    for (const take of takers) take(record)
  }
}

const done = (): Promise<void> => Promise.resolve()

async function collect(replica: Replica, atMs: number): Promise<Emitted['replicas'][number]> {
  const time: [number, number] = [Math.floor(atMs / 1000), (atMs % 1000) * 1e6]
  const families: MetricFamily[] = []
  for (const source of replica.sources) {
    const collected = await source.collect({ reader: replica, time, since: Infinity })
    families.push(...collected.families)
    source.delivered?.(replica, atMs)
  }
  return { instance: replica.instance, families }
}

function budgetStates(
  reader: SpendReader,
  now: () => number,
  limits: Readonly<Record<string, number>>,
): BudgetReader {
  return {
    async budgets() {
      const today = new Date(now())
      const periodStart = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth()))
      const periodEnd = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1))
      const spent = await reader.totals({ by: ['tenantId'], from: periodStart })
      return Object.entries(limits).map(([tenantId, limitUsd]) => ({
        budgetId: 'tenant-month',
        scope: 'tenant',
        key: tenantId,
        tenantId,
        period: 'month',
        periodStart,
        periodEnd,
        limitPicoUsd: BigInt(Math.round(limitUsd * 1e6)) * 1_000_000n,
        usedPicoUsd: spent.find((total) => total.key.tenantId === tenantId)?.totalPicoUsd ?? 0n,
        reservedPicoUsd: 0n,
      }))
    },
  }
}
