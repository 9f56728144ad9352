import { describe, expect, it } from 'vitest'
import { TokentollError, type BudgetState, type CostRecord, type SpendReader } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'
import { collectPoints, valueOf } from '../testing/collect.ts'
import { createMemoryReader } from '../testing/memory-reader.ts'
import { createLedgerMetrics } from './ledger-metrics.ts'

const now = Date.parse('2026-11-22T12:00:00Z')
const call = (iso: string, tenantId: string | undefined, userId: string, usd: number): CostRecord =>
  costRecord({
    timestamp: Date.parse(iso),
    attribution: { tenantId, userId, task: 'chat' },
    cost: { inputPicoUsd: usd * 1e12, outputPicoUsd: 1 },
  })
const records = [
  call('2026-10-05T00:00:00Z', 'acme', 'ada', 1),
  call('2026-10-30T00:00:00Z', 'acme', 'ada', 2),
  call('2026-11-02T00:00:00Z', 'acme', 'ada', 4),
  call('2026-11-22T11:00:00Z', 'acme', 'bob', 8),
  call('2026-11-22T11:30:00Z', 'globex', 'eve', 16),
  call('2026-09-01T00:00:00Z', undefined, 'eve', 32),
]
const settings = { clock: () => now, users: 'not-personal-data' } as const

describe('createLedgerMetrics', () => {
  it('publishes running totals from the beginning of the ledger', async () => {
    const source = createLedgerMetrics({ reader: createMemoryReader(records), ...settings })
    const { points } = await collectPoints(source, now)
    expect(valueOf(points, 'llm.ledger.cost', { tenantId: 'acme', model: 'gpt-4o' })).toBe(15.000000000004)
    expect(valueOf(points, 'llm.ledger.cost', { tenantId: '__none__' })).toBe(32.000000000001)
    expect(valueOf(points, 'llm.ledger.requests', { tenantId: 'acme' })).toBe(4)
    expect(valueOf(points, 'llm.ledger.last.event.timestamp.seconds', {})).toBe(
      Date.parse('2026-11-22T11:30:00Z') / 1000,
    )
    const starts = points.filter(({ metric }) => metric === 'llm.ledger.cost').map(({ startMs }) => startMs)
    expect(new Set(starts)).toEqual(new Set([Date.parse('2026-09-01T00:00:00Z')]))
  })

  it('publishes periods, active users, the top users and a forecast', async () => {
    const source = createLedgerMetrics({ reader: createMemoryReader(records), topUsers: 1, ...settings })
    const { points } = await collectPoints(source, now)
    const period = (tenantId: string, name: string) =>
      valueOf(points, 'llm.ledger.period.cost.usd', { tenantId, period: name })
    expect(period('acme', 'month')).toBe(12.000000000002)
    expect(period('acme', 'day')).toBe(8.000000000001)
    expect(period('acme', 'previous_month')).toBe(3.000000000002)
    expect(period('acme', 'previous_month_to_date')).toBe(1.000000000001)
    expect(valueOf(points, 'llm.ledger.active.users', { tenantId: 'acme', period: 'month' })).toBe(2)
    expect(valueOf(points, 'llm.ledger.active.users', { tenantId: 'acme', period: 'day' })).toBe(1)
    const user = (userId: string) =>
      valueOf(points, 'llm.ledger.user.cost.usd', { tenantId: 'acme', period: 'month', userId })
    expect(user('bob')).toBe(8.000000000001)
    expect(user('__other__')).toBe(4.000000000001)
    expect(valueOf(points, 'llm.forecast.usd', { tenantId: 'acme' })).toBeCloseTo((12 * 30) / 21.5, 6)
  })

  it('names the top users of every tenant, up to a limit in all', async () => {
    const many = Array.from({ length: 60 * 4 }, (_, index) =>
      call('2026-11-22T11:00:00Z', `t${index % 60}`, `u${index}`, 1 + index),
    )
    const namedTenants = async (maxGroups: number) => {
      const source = createLedgerMetrics({
        reader: createMemoryReader(many),
        topUsers: 2,
        maxGroups,
        ...settings,
      })
      const { points } = await collectPoints(source, now)
      const users = points.filter(
        ({ metric, labels }) =>
          metric === 'llm.ledger.user.cost.usd' &&
          labels['period'] === 'month' &&
          labels['userId'] !== '__other__',
      )
      return [users.length, new Set(users.map(({ labels }) => labels['tenantId'])).size]
    }
    expect(await namedTenants(1000)).toEqual([120, 60])
    expect(await namedTenants(100)).toEqual([100, 50])
  })

  it('names no user unless it is told how', async () => {
    const source = createLedgerMetrics({ reader: createMemoryReader(records), clock: () => now })
    const { points } = await collectPoints(source, now)
    expect(points.filter(({ metric }) => metric === 'llm.ledger.user.cost.usd')).toEqual([])
    const keyed = createLedgerMetrics({
      reader: createMemoryReader(records),
      clock: () => now,
      users: { pseudonymKey: 'a key of 24 characters..' },
    })
    const text = JSON.stringify((await collectPoints(keyed, now)).points)
    expect(text).toContain('userId')
    expect(text).not.toMatch(/"(ada|bob|eve)"/)
  })

  it('begins a new month at 0 for those who spent in the last', async () => {
    const source = createLedgerMetrics({
      reader: createMemoryReader(records),
      clock: () => Date.parse('2026-12-01T00:00:01Z'),
    })
    const { points } = await collectPoints(source, Date.parse('2026-12-01T00:00:01Z'))
    expect(valueOf(points, 'llm.ledger.period.cost.usd', { tenantId: 'acme', period: 'month' })).toBe(0)
    expect(valueOf(points, 'llm.ledger.period.cost.usd', { tenantId: 'globex', period: 'day' })).toBe(0)
  })

  it('reads anew when the interval has passed, and lets the last totals stand in an outage', async () => {
    let time = now
    let reads = 0
    let isAway = false
    const warnings: string[] = []
    const book = [...records]
    const reader: SpendReader = {
      totals(query) {
        if (query.by.length === 4 && query.from === undefined) reads += 1
        return isAway
          ? Promise.reject(new Error('connection refused'))
          : createMemoryReader(book).totals(query)
      },
    }
    const source = createLedgerMetrics({
      reader,
      clock: () => time,
      intervalMs: 10_000,
      onWarning: (message) => warnings.push(message),
    })
    const globex = async () =>
      valueOf((await collectPoints(source, time)).points, 'llm.ledger.cost', { tenantId: 'globex' })
    expect(await globex()).toBe(16.000000000001)
    book.push(call('2026-11-22T12:00:01Z', 'globex', 'eve', 1))
    time += 9000
    expect(await globex()).toBe(16.000000000001)
    expect(reads).toBe(1)
    time += 1000
    expect(await globex()).toBe(17.000000000002)
    isAway = true
    for (let outage = 0; outage < 2; outage += 1) {
      time += 10_000
      expect(await globex()).toBe(17.000000000002)
    }
    expect(warnings).toHaveLength(1)
    isAway = false
    time -= 3_600_000
    book.push(call('2026-11-22T12:00:01Z', 'globex', 'eve', 1))
    expect(await globex()).toBe(18.000000000003)
  })

  it('leaves out the month and the day that are over when it cannot read the new ones', async () => {
    let time = Date.parse('2026-11-30T23:59:00Z')
    let isAway = false
    const reader: SpendReader = {
      totals: (query) =>
        isAway ? Promise.reject(new Error('connection refused')) : createMemoryReader(records).totals(query),
    }
    const source = createLedgerMetrics({
      reader,
      clock: () => time,
      users: 'not-personal-data',
      onWarning: () => {},
    })
    const periods = async () => {
      const { points } = await collectPoints(source, time)
      expect(valueOf(points, 'llm.ledger.cost', { tenantId: 'globex' })).toBe(16.000000000001)
      return [
        ...new Set(points.flatMap(({ labels: { period } }) => (typeof period === 'string' ? period : []))),
      ].toSorted((a, b) => a.localeCompare(b))
    }
    expect(await periods()).toEqual(['day', 'month', 'previous_month', 'previous_month_to_date'])
    isAway = true
    time = Date.parse('2026-11-30T23:59:59Z')
    expect(await periods()).toEqual(['day', 'month', 'previous_month', 'previous_month_to_date'])
    time = Date.parse('2026-12-01T00:00:00Z')
    expect(await periods()).toEqual([])
    isAway = false
    time += 1000
    expect(await periods()).toEqual([])
    time += 30_000
    expect(await periods()).toEqual(['day', 'month', 'previous_month'])
  })

  it('keeps the month when only the day has turned', async () => {
    let time = Date.parse('2026-11-22T23:59:00Z')
    let isAway = false
    const reader: SpendReader = {
      totals: (query) =>
        isAway ? Promise.reject(new Error('connection refused')) : createMemoryReader(records).totals(query),
    }
    const source = createLedgerMetrics({ reader, clock: () => time, onWarning: () => {} })
    await collectPoints(source, time)
    isAway = true
    time += 120_000
    const { points } = await collectPoints(source, time)
    expect(valueOf(points, 'llm.ledger.period.cost.usd', { tenantId: 'globex', period: 'month' })).toBe(
      16.000000000001,
    )
    expect(points.filter(({ labels }) => labels['period'] === 'day')).toEqual([])
  })

  it('does not wait longer than it may for a slow ledger', async () => {
    let release = (): void => {}
    const slow: SpendReader = {
      async totals(query) {
        await new Promise<void>((resolve) => (release = resolve))
        return createMemoryReader(records).totals(query)
      },
    }
    const source = createLedgerMetrics({ reader: slow, clock: () => now, waitMs: 20 })
    expect((await collectPoints(source, now)).points).toEqual([])
    release()
  })

  it('publishes budgets, the many ones by how full they are', async () => {
    const state = (parts: Partial<BudgetState>): BudgetState => ({
      budgetId: 'monthly',
      scope: 'tenant',
      key: 'acme',
      tenantId: 'acme',
      period: 'month',
      periodStart: new Date('2026-11-01T00:00:00Z'),
      periodEnd: new Date('2026-12-01T00:00:00Z'),
      limitPicoUsd: 100_000_000_000_000n,
      usedPicoUsd: 91_500_000_000_000n,
      reservedPicoUsd: 250_000_000_000n,
      ...parts,
    })
    const user = (key: string, used: bigint) =>
      state({ budgetId: 'per-user', scope: 'user', key, usedPicoUsd: used * 1_000_000_000_000n })
    const budgets = async () => [
      state({}),
      state({ budgetId: 'all', scope: 'platform', key: '*', tenantId: undefined }),
      state({ budgetId: 'task', scope: 'task', key: 'chat', tenantId: undefined }),
      user('ada', 1n),
      user('bob', 99n),
      user('eve', 50n),
    ]
    const source = createLedgerMetrics({ budgets: { budgets }, topUsers: 2, ...settings })
    const { points } = await collectPoints(source, now)
    expect(valueOf(points, 'llm.budget.limit.usd', { budget: 'monthly', tenantId: 'acme' })).toBe(100)
    expect(valueOf(points, 'llm.budget.used.usd', { budget: 'all', scope: 'platform' })).toBe(91.5)
    expect(valueOf(points, 'llm.budget.reserved.usd', { budget: 'task/chat', period: 'month' })).toBe(0.25)
    const users = points.filter(({ labels, metric }) => labels['scope'] === 'user' && metric.includes('used'))
    expect(users.map(({ labels }) => labels['budget'])).toEqual(['per-user/bob', 'per-user/eve'])
    const limited = createLedgerMetrics({ budgets: { budgets }, topUsers: 1, maxGroups: 2, ...settings })
    const some = (await collectPoints(limited, now)).points.filter(({ metric }) => metric.includes('used'))
    expect(some.map(({ labels }) => labels['scope'])).toEqual(['tenant', 'platform', 'user'])
    const silent = createLedgerMetrics({ budgets: { budgets }, clock: () => now })
    expect(JSON.stringify((await collectPoints(silent, now)).points)).not.toContain('per-user')
  })

  it('folds what is beyond its limit, exactly, and says so', async () => {
    const many = Array.from({ length: 100 }, (_, index) => call('2026-11-22T11:00:00Z', `t${index}`, 'u', 1))
    const source = createLedgerMetrics({ reader: createMemoryReader(many), clock: () => now, maxGroups: 20 })
    const { points } = await collectPoints(source, now)
    const totals = points.filter(({ metric }) => metric === 'llm.ledger.cost')
    expect(totals).toHaveLength(20)
    expect(totals.reduce((sum, { value }) => sum + Math.round(value * 1e12), 0)).toBe(100 * (1e12 + 1))
    expect(valueOf(points, 'llm.series.overflow', { metric: 'llm.ledger.cost' })).toBe(82)
    expect(valueOf(points, 'llm.series.limit', { metric: 'llm.ledger.cost', dimension: 'series' })).toBe(20)
  })

  it('refuses to publish nothing', () => {
    expect(() => createLedgerMetrics({})).toThrow(TokentollError)
  })
})
