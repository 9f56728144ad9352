import type { HrTime } from '@opentelemetry/api'
import type { SpendReader } from '@tokentoll/core'
import {
  forecast,
  ledgerActiveUsers,
  ledgerCost,
  ledgerLastEvent,
  ledgerPeriodCost,
  ledgerRequests,
  ledgerUserCost,
  type MetricDefinition,
} from '@tokentoll/core/semconv'
import type { DataPoint } from '@opentelemetry/sdk-metrics'
import type { MetricFamily } from '../publish/metric-source.ts'
import { createTimeSlice } from '../series/time-slice.ts'
import { hrTime } from '../series/hr-time.ts'
import { createAmountTable } from './amount-table.ts'
import { nameGroups } from './named-groups.ts'
import { groupDimensions, mergeTotals, type PastReader } from './read-past.ts'
import { monthFactor, periodsAt, type PeriodRange } from './periods.ts'
import { nameUsers } from './named-users.ts'

/** Options of `readLedger`. */
export interface ReadLedgerOptions {
  readonly reader: SpendReader
  readonly past: PastReader
  readonly maxGroups: number
  readonly topUsers: number
  /** Undefined: users are not published. */
  readonly userLabel: ((userId: string) => string) | undefined
}

/** What one reading of the ledger found; the time is put on when it is published. */
export interface LedgerReading {
  readonly folded: number
  /** Leaves out what was read of a period that is over at `nowMs`: no December has November's bill. */
  families(time: HrTime, nowMs: number): readonly MetricFamily[]
}

/** Reads all totals once. One query after the other: a ledger has calls to book as well. */
export async function readLedger(options: ReadLedgerOptions, nowMs: number): Promise<LedgerReading> {
  const { reader, past, maxGroups, topUsers, userLabel } = options
  const { beforeMonth, periods: over } = await past.read(nowMs)
  const periods = periodsAt(nowMs)
  const [thisMonth] = periods
  const month = await reader.totals({ by: groupDimensions, from: thisMonth!.from, activeUsers: false })
  const ever = await mergeTotals([...beforeMonth, ...month])
  const slice = createTimeSlice()
  const groups = nameGroups(ever, maxGroups)
  const cost = createAmountTable()
  const requests = createAmountTable()
  for (const total of ever) {
    if (slice.isOver()) await slice.rest()
    const labels = groups.labelsOf(total.key)
    cost.add(labels, total.totalPicoUsd)
    requests.add(labels, BigInt(total.requests))
  }
  const periodCost = createAmountTable()
  const userCost = createAmountTable()
  const activeUsers = createAmountTable()
  const monthSpend = createAmountTable()
  for (const { period, from, to } of periods) {
    const known = period === 'month' ? month : over.find((past) => past.period === period)?.totals
    const totals = known ?? (await reader.totals({ by: groupDimensions, from, activeUsers: false }))
    for (const { key, totalPicoUsd } of totals) {
      if (slice.isOver()) await slice.rest()
      const labels = groups.labelsOf(key)
      periodCost.add({ ...labels, period }, totalPicoUsd)
      // A new month or day begins at 0 for those who spent lately, not with missing series.
      for (const current of ['month', 'day']) periodCost.add({ ...labels, period: current }, 0n)
    }
    if (to !== undefined) continue
    const tenants = await reader.totals({ by: ['tenantId'], from })
    for (const { key, activeUsers: users, totalPicoUsd } of tenants) {
      const tenantId = groups.tenantLabel(key.tenantId)
      if (users !== undefined) activeUsers.add({ tenantId, period }, BigInt(users))
      if (period === 'month') monthSpend.add({ tenantId, period }, totalPicoUsd)
    }
    if (userLabel === undefined) continue
    const users = await reader.totals({
      by: ['tenantId', 'userId'],
      from,
      limit: topUsers,
      limitBy: ['tenantId'],
      activeUsers: false,
    })
    const named = { perTenant: topUsers, inAll: maxGroups, label: userLabel }
    for (const { tenantId, userId, picoUsd } of nameUsers(users, tenants, named)) {
      userCost.add({ tenantId: groups.tenantLabel(tenantId), userId, period }, picoUsd)
    }
  }
  let oldestMs = nowMs
  let newestMs = -Infinity
  for (const { firstAt, lastAt } of ever) {
    oldestMs = Math.min(oldestMs, firstAt.getTime())
    newestMs = Math.max(newestMs, lastAt.getTime())
  }
  const since = hrTime(oldestMs)

  return {
    folded: groups.folded,
    families(time, publishedAtMs) {
      const current = currentPeriods(periods, publishedAtMs)
      const gauge = (metric: MetricDefinition, points: DataPoint<number>[]): MetricFamily => ({
        metric,
        kind: 'gauge',
        isInteger: false,
        points: points.filter(({ attributes: { period } }) => period === undefined || current.has(period)),
      })
      const total = (
        metric: MetricDefinition,
        points: DataPoint<number>[],
        isInteger: boolean,
      ): MetricFamily => ({
        metric,
        kind: 'sum',
        isInteger,
        isSharedTotal: true,
        points,
      })
      return [
        total(ledgerCost, cost.points(since, time, 'usd'), false),
        total(ledgerRequests, requests.points(since, time, 'count'), true),
        gauge(ledgerPeriodCost, periodCost.points(time, time, 'usd')),
        gauge(ledgerUserCost, userCost.points(time, time, 'usd')),
        gauge(
          forecast,
          monthSpend
            .points(time, time, 'usd')
            .map((spend) => ({ ...spend, value: spend.value * monthFactor(nowMs) })),
        ),
        gauge(ledgerActiveUsers, activeUsers.points(time, time, 'count')),
        gauge(ledgerLastEvent, ever.length === 0 ? [] : [point(time, newestMs / 1000)]),
      ]
    },
  }
}

// The same names begin at the same instants as long as neither the day nor the month has turned.
function currentPeriods(read: readonly PeriodRange[], nowMs: number): ReadonlySet<unknown> {
  const begins = new Map(periodsAt(nowMs).map(({ period, from }) => [period, from.getTime()]))
  return new Set(
    read.filter(({ period, from }) => begins.get(period) === from.getTime()).map(({ period }) => period),
  )
}

function point(time: HrTime, value: number): DataPoint<number> {
  return { attributes: {}, startTime: time, endTime: time, value }
}
