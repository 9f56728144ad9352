import { createPriceBook, TokentollError } from '@tokentoll/pricing'
import { currentAttribution } from '../attribution/context.ts'
import type { CostSink } from '../contracts/cost-sink.ts'
import { isRefusal } from '../contracts/refusal.ts'
import type { Reservation } from '../contracts/spend-gate.ts'
import { describeError } from '../record/describe-error.ts'
import type { CostRecord } from '../record/cost-record.ts'
import { uuidV7 } from '../record/uuid.ts'
import { captureAttribution } from './capture-attribution.ts'
import type { CallEnd, CallStart, OpenCall } from './call.ts'
import { buildRecord, type CallFacts } from './build-record.ts'
import { createHealth } from './health.ts'
import type { Meter, MeterOptions } from './meter.ts'
import { createRecentIds } from './recent-ids.ts'

/**
 * Makes a meter: prices each call through `prices`, attributes it to the running context, hands the record
 * to every sink and settles budgets. Recording never throws and never waits for I/O.
 *
 * @throws TokentollError `invalid_option` when an option has no usable value.
 */
export function createMeter(options: MeterOptions = {}): Meter {
  const {
    prices = createPriceBook(),
    sinks = [],
    gate,
    onGateFailure = 'open',
    clock = Date.now,
    ids = () => uuidV7(clock()),
    expectedOutputTokens = 1024,
    dedupeSize = 100_000,
  } = options
  requireCount('expectedOutputTokens', expectedOutputTokens)
  requireCount('dedupeSize', dedupeSize)
  const recent = createRecentIds(dedupeSize)
  const health = createHealth(options.onWarning ?? emitWarning)
  const pending = new Set<Promise<void>>()
  let closing: Promise<void> | undefined

  const deliver = (record: CostRecord): boolean => {
    if (!recent.add(record.id)) {
      health.duplicate()
      return false
    }
    health.recorded(record)
    for (const sink of sinks) {
      try {
        sink.record(record)
      } catch (error) {
        health.sinkError(sink.name ?? 'sink', error)
      }
    }
    return true
  }

  const background = (work: Promise<void>): void => {
    const settled: Promise<void> = work
      .catch((error: unknown) => health.gateError(error))
      .finally(() => pending.delete(settled))
    pending.add(settled)
  }

  const release = (reservation: Reservation): void => {
    if (gate !== undefined) background(attempt(() => gate.release(reservation)))
  }

  const facts = (call: CallStart): CallFacts => ({
    call,
    captured: captureAttribution(currentAttribution(), options.attribution?.(), call.attribution),
    startedAt: call.startedAt ?? clock(),
    trace: options.trace?.(),
    runId: call.runId ?? ids(),
    service: options.service,
  })

  const start = (call: CallStart, reservation?: Reservation): OpenCall => {
    const opened = health.guard(() => facts(call)) ?? bareFacts(call, clock())
    let ended = false
    let provisional: CostRecord | undefined
    return {
      id: opened.runId,
      attribution: opened.captured.attribution,
      startedAt: opened.startedAt,
      reservation,
      end: (end: CallEnd) => {
        if (ended || (end.provisional === true && provisional !== undefined)) return undefined
        ended = end.provisional !== true
        const built = health.guard(() => buildRecord(prices, opened, end, end.endedAt ?? clock()))
        const record = built === undefined ? undefined : correcting(provisional, built)
        if (!ended) provisional = record
        if (record === undefined) health.dropped()
        const delivered = record !== undefined && deliver(record)
        if (reservation !== undefined && gate !== undefined) {
          // A duplicate was settled by its first delivery; what this call held must not stay held.
          if (record !== undefined && delivered) background(attempt(() => gate.settle(reservation, record)))
          else release(reservation)
        }
        return delivered ? record : undefined
      },
    }
  }

  return {
    prices,
    gate,
    start,
    record: (call) => start(call).end(call),
    deliver: (record) => void deliver(record),
    release,
    async authorize(call) {
      if (gate === undefined) return { reservation: undefined, downgradeTo: undefined }
      const opened = facts(call)
      try {
        const reservation = await gate.reserve({
          id: opened.runId,
          provider: call.provider,
          model: call.model,
          attribution: opened.captured.attribution,
          estimatedPicoUsd: expectedCost(),
          at: opened.startedAt,
        })
        return { reservation, downgradeTo: reservation.downgradeTo }
      } catch (error) {
        if (isRefusal(error)) {
          const refused = { outcome: 'refused', error: describeError(error) } as const
          const record = health.guard(() => buildRecord(prices, opened, refused, clock()))
          if (record !== undefined) deliver(record)
          throw error
        }
        health.gateError(error)
        if (onGateFailure === 'open') return { reservation: undefined, downgradeTo: undefined }
        throw new TokentollError({
          code: 'budget_unavailable',
          problem: 'The budget could not be checked, and onGateFailure is "closed"',
          remedy: 'Restore the budget store, or set onGateFailure to "open"',
          cause: error,
        })
      }

      function expectedCost(): number | undefined {
        return health.guard(() => {
          const result = prices.calculate({
            provider: call.provider,
            model: call.model,
            usage: {
              inputTokens: call.inputTokens ?? 0,
              outputTokens: call.outputTokens ?? expectedOutputTokens,
            },
            at: opened.startedAt,
            serviceTier: call.requestedServiceTier,
            region: call.region,
            tenantId: opened.captured.attribution.tenantId,
          })
          return result.status === 'unpriced' ? undefined : result.totalPicoUsd
        })
      }
    },
    health: () => health.snapshot(),
    async flush() {
      await Promise.all(pending)
      await Promise.all(sinks.map((sink) => finish(sink, 'flush')))
    },
    close() {
      closing ??= (async () => {
        await Promise.all(pending)
        // Last in, first out: the metrics behind a ledger publish its totals once more before it closes.
        for (const sink of sinks.toReversed()) await finish(sink, 'close')
      })()
      return closing
    },
  }

  async function finish(sink: CostSink, method: 'flush' | 'close'): Promise<void> {
    await attempt(() => sink[method]()).catch((error: unknown) =>
      health.sinkError(sink.name ?? 'sink', error),
    )
  }
}

// What really happened replaces the estimate that was booked meanwhile, under an id of its own.
function correcting(provisional: CostRecord | undefined, record: CostRecord): CostRecord {
  if (provisional === undefined) return record
  const id = record.id === provisional.id ? `${record.id}:final` : record.id
  return { ...record, id, corrects: provisional.id }
}

// Turns a synchronous throw of foreign code into a rejection.
async function attempt(work: () => Promise<void>): Promise<void> {
  await work()
}

function bareFacts(call: CallStart, now: number): CallFacts {
  return {
    call,
    captured: { attribution: {}, conflict: false },
    startedAt: now,
    trace: undefined,
    runId: uuidV7(now),
    service: undefined,
  }
}

function requireCount(field: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return
  throw new TokentollError({
    code: 'invalid_option',
    problem: `${field} is not a whole number above 0`,
    remedy: 'Give a whole number, or leave the option out for its default',
    field,
    value,
  })
}

function emitWarning(message: string): void {
  globalThis.process?.emitWarning?.(message, 'TokentollWarning')
}
