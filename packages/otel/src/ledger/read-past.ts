import type { SpendReader, SpendTotal } from '@tokentoll/core'
import { createTimeSlice } from '../series/time-slice.ts'
import { periodsAt, utcDay, type PeriodRange } from './periods.ts'

/** What totals by tenant, task, provider and model are made of here. */
export type GroupTotal = Pick<SpendTotal, 'key' | 'requests' | 'totalPicoUsd' | 'firstAt' | 'lastAt'>

/** What was spent before this month: it hardly changes, and is most of what a ledger holds. */
export interface LedgerPast {
  /** Everything before this month, by group. */
  readonly beforeMonth: readonly GroupTotal[]
  /** The periods that are over. */
  readonly periods: readonly {
    readonly period: PeriodRange['period']
    readonly totals: readonly GroupTotal[]
  }[]
}

/** Reads the past, rarely. */
export interface PastReader {
  read(nowMs: number): Promise<LedgerPast>
}

export const groupDimensions = ['tenantId', 'task', 'provider', 'model'] as const

/** Makes a reader of the past that reads anew when its reading is old enough, or when the day has turned. */
export function createPastReader(reader: SpendReader, intervalMs: number): PastReader {
  let readAtMs = -Infinity
  let past: LedgerPast | undefined

  async function readAt(nowMs: number): Promise<LedgerPast> {
    const over = periodsAt(nowMs).filter(({ to }) => to !== undefined)
    const periods = []
    for (const { period, from, to } of over) {
      const totals = await reader.totals({ by: groupDimensions, from, to, activeUsers: false })
      periods.push({ period, from, totals })
    }
    const previous = periods.find(({ period }) => period === 'previous_month')!
    const older = await reader.totals({ by: groupDimensions, to: previous.from, activeUsers: false })
    return { beforeMonth: await mergeTotals([...older, ...previous.totals]), periods }
  }

  return {
    async read(nowMs) {
      const isOld = Math.abs(nowMs - readAtMs) >= intervalMs || utcDay(nowMs) !== utcDay(readAtMs)
      if (past === undefined || isOld) {
        past = await readAt(nowMs)
        readAtMs = nowMs
      }
      return past
    },
  }
}

/** One total per group; rests in between. */
export async function mergeTotals(totals: readonly GroupTotal[]): Promise<readonly GroupTotal[]> {
  const groups = new Map<string, GroupTotal>()
  const slice = createTimeSlice()
  for (const total of totals) {
    if (slice.isOver()) await slice.rest()
    const { tenantId = '', task = '', provider = '', model = '' } = total.key
    const key = `${tenantId}\u0000${task}\u0000${provider}\u0000${model}`
    const before = groups.get(key)
    groups.set(
      key,
      before === undefined
        ? total
        : {
            key: total.key,
            requests: before.requests + total.requests,
            totalPicoUsd: before.totalPicoUsd + total.totalPicoUsd,
            firstAt: before.firstAt < total.firstAt ? before.firstAt : total.firstAt,
            lastAt: before.lastAt > total.lastAt ? before.lastAt : total.lastAt,
          },
    )
  }
  return [...groups.values()]
}
