import { createPriceBook, TokentollError } from '@tokentoll/pricing'
import type { CostSink } from '../contracts/cost-sink.ts'
import { isRefusal } from '../contracts/refusal.ts'
import type { Reservation } from '../contracts/spend-gate.ts'
import { emitWarning } from '../emit-warning.ts'
import type { CostRecord } from '../record/cost-record.ts'
import { describeError } from '../record/describe-error.ts'
import { createUuidV7 } from '../record/uuid.ts'
import { buildRecord, type CallFacts } from './build-record.ts'
import type { CallEnd, CallStart, OpenCall } from './call.ts'
import { captureFacts } from './capture-facts.ts'
import { expectedCost } from './expected-cost.ts'
import { finishWithin } from './finish-within.ts'
import { createHealth } from './health.ts'
import type { Authorization, Meter, MeterOptions } from './meter.ts'
import { createRecentIds } from './recent-ids.ts'
import { reserveWithin } from './reserve-within.ts'
import { createSettlements } from './settlements.ts'

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
    ids,
    expectedOutputTokens = 1024,
    dedupeSize = 100_000,
    flushTimeoutMs = 30_000,
    gateTimeoutMs = 5000,
  } = options
  requireCount('expectedOutputTokens', expectedOutputTokens)
  requireCount('dedupeSize', dedupeSize)
  requireCount('flushTimeoutMs', flushTimeoutMs, longestTimeoutMs)
  requireCount('gateTimeoutMs', gateTimeoutMs, longestTimeoutMs)
  const recent = createRecentIds(dedupeSize)
  const health = createHealth(options.onWarning ?? emitWarning)
  const settlements = createSettlements(gate, health)
  const now = (): number => health.guard('the option clock', clock) ?? Date.now()
  const uuid = createUuidV7()
  const newId = (startedAt: number): string =>
    (ids === undefined ? undefined : health.guard('the option ids', ids)) ?? uuid(startedAt)
  const surroundings = { now, newId, health }
  const finishers = new Set<() => void>()
  let closing: Promise<void> | undefined
  let delivered = 0

  /**
   * The record as it went out; undefined for a second delivery of the same call. `startedAfter`: how many had
   * gone out when a call began that cannot be the same one as any of those.
   */
  const deliver = (original: CostRecord, startedAfter = 0): CostRecord | undefined => {
    const { tenantId } = original.attribution
    const owner = { tenantId, order: (delivered += 1) }
    const known = recent.add(original.id, owner)
    // One call has one tenant, and does not end before it begins: then the server made up the same id twice.
    const isReused =
      known !== undefined &&
      original.runId !== undefined &&
      (known.tenantId !== tenantId || known.order <= startedAfter)
    if (known !== undefined && !isReused) {
      health.duplicate()
      return undefined
    }
    const record = isReused ? renamed(original) : original
    if (isReused && recent.add(record.id, owner) !== undefined) {
      health.duplicate()
      return undefined
    }
    health.recorded(record)
    for (const sink of sinks) {
      try {
        sink.record(record)
      } catch (error) {
        health.sinkError(sink, error)
      }
    }
    return record
  }

  const book = (
    facts: CallFacts,
    end: CallEnd,
    provisional?: CostRecord,
    startedAfter?: number,
  ): CostRecord | undefined => {
    let built: CostRecord
    // Not `health.guard`: a closure for each call.
    try {
      built = buildRecord(prices, facts, end, end.endedAt ?? now())
    } catch (error) {
      health.dropped(error)
      return undefined
    }
    return deliver(provisional === undefined ? built : correcting(provisional, built), startedAfter)
  }

  const start = (call: CallStart, reservation?: Reservation): OpenCall => {
    const facts = captureFacts(call, options, surroundings)
    const startedAfter = call.oneRunPerCall === true ? delivered : undefined
    let ended = false
    let provisional: CostRecord | undefined
    return {
      id: facts.runId,
      attribution: facts.attribution,
      startedAt: facts.startedAt,
      reservation,
      end: (end: CallEnd) => {
        if (ended || (end.provisional === true && provisional !== undefined)) return undefined
        ended = end.provisional !== true
        const record = book(facts, end, provisional, startedAfter)
        if (record !== undefined) settlements.booked(record, reservation, provisional)
        // A duplicate was settled by its first delivery; what this call held must not stay held.
        else if (reservation !== undefined && provisional === undefined) settlements.release(reservation)
        if (!ended) provisional = record
        return record
      },
    }
  }

  const authorize: Meter['authorize'] = async (call) => {
    if (gate === undefined) return unlimited
    const facts = captureFacts(call, options, surroundings)
    const refuse = (error: TokentollError): never => {
      book(facts, { outcome: 'refused', error: describeError(error) })
      throw error
    }
    const estimatedPicoUsd = health.guard('the estimate', () =>
      expectedCost(prices, facts, call, expectedOutputTokens),
    )
    try {
      const { attribution } = facts
      const { provider, model } = call
      const request = { id: facts.runId, provider, model, attribution, estimatedPicoUsd, at: facts.startedAt }
      const reservation = await reserveWithin(gate, request, gateTimeoutMs, settlements.release)
      return { reservation, downgradeTo: reservation.downgradeTo }
    } catch (error) {
      if (isRefusal(error)) return refuse(error)
      health.gateError(error)
      return onGateFailure === 'open' ? unlimited : refuse(budgetUnavailable(error))
    }
  }

  const finishOpen = (): void => {
    for (const finish of finishers) health.guard('an adapter', finish)
  }

  const settled = (): Promise<void> => finishWithin(flushTimeoutMs, settlements.idle, health.gateError)
  const finished = (sink: CostSink, work: () => Promise<void>): Promise<void> =>
    finishWithin(flushTimeoutMs, work, (error) => health.sinkError(sink, error))

  return {
    prices,
    gate,
    start,
    record: (call) => start(call).end(call),
    deliver: (record) => void deliver(record),
    release: (reservation) => settlements.release(reservation),
    authorize,
    health: () => health.snapshot(),
    beforeClose(finish) {
      // Its own function each time: two adapters may hand over the same one.
      const own = (): void => finish()
      finishers.add(own)
      return () => void finishers.delete(own)
    },
    async flush({ open = 'keep' } = {}) {
      if (open === 'abandon') finishOpen()
      await settled()
      await Promise.all(sinks.map((sink) => finished(sink, () => sink.flush())))
    },
    close() {
      closing ??= (async () => {
        finishOpen()
        await settled()
        // Last in, first out: the metrics behind a ledger publish its totals once more before it closes.
        for (const sink of sinks.toReversed()) await finished(sink, () => sink.close())
      })()
      return closing
    },
  }
}

const unlimited: Authorization = { reservation: undefined, downgradeTo: undefined }

// What really happened replaces the estimate that was booked meanwhile, under an id of its own.
function correcting(provisional: CostRecord, record: CostRecord): CostRecord {
  const id = record.id === provisional.id ? `${record.id}:final` : record.id
  return { ...record, id, corrects: provisional.id }
}

function renamed(record: CostRecord): CostRecord {
  return { ...record, id: `${record.id}:${record.runId}`, flags: [...record.flags, 'response_id_reused'] }
}

function budgetUnavailable(cause: unknown): TokentollError {
  return new TokentollError({
    code: 'budget_unavailable',
    problem: 'The budget could not be checked, and onGateFailure is "closed"',
    remedy: 'Restore the budget store, or set onGateFailure to "open"',
    cause,
  })
}

// What a timer can hold: setTimeout takes a longer one as 1 ms.
const longestTimeoutMs = 2 ** 31 - 1

function requireCount(field: string, value: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value > 0 && value <= most) return
  throw new TokentollError({
    code: 'invalid_option',
    problem: `${field} is not a whole number from 1 to ${most}`,
    remedy: 'Give such a number, or leave the option out for its default',
    field,
    value,
  })
}
