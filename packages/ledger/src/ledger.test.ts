import { createMoneySum, type CostRecord, type SpendDimension } from '@tokentoll/core'
import { costRecord, testCostSink } from '@tokentoll/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLedger, type Ledger, type LedgerStore } from './index.ts'
import { databases, type TestDatabase } from './test-support/databases.ts'
import { trafficRecords } from './test-support/traffic.ts'

describe.each(databases)('a ledger on $name', ({ name, isMissing, start }) => {
  if (isMissing) return it.skip('is not tested here', () => {})

  let database: TestDatabase
  let shared: LedgerStore
  beforeAll(async () => {
    database = await start()
    shared = await database.open()
  })
  afterAll(async () => {
    await shared.close()
    await database.dispose()
  })

  testCostSink(`the ledger on ${name}`, async () => {
    // Opening a store takes time, and the suite only looks at differences.
    const ledger = createLedger({ store: { ...shared, close: async () => {} } })
    return {
      sink: ledger,
      booksOnce: true,
      read: async () => {
        const [total] = await ledger.totals({ by: [] })
        return { totalPicoUsd: total?.totalPicoUsd ?? 0n, requests: total?.requests ?? 0 }
      },
    }
  })

  describe('with traffic', () => {
    let ledger: Ledger
    const now = new Date()
    const records = trafficRecords(2000, now)

    beforeAll(async () => {
      ledger = createLedger({ store: await database.open() })
      for (const record of records) ledger.record(record)
      await ledger.flush()
    })
    afterAll(() => ledger.close())

    it('holds each record once and all of their money', async () => {
      for (const record of records.slice(0, 700)) ledger.record(record)
      await ledger.flush()
      const [total] = await ledger.totals({ by: [] })
      expect(total).toMatchObject({
        requests: records.length,
        totalPicoUsd: exactSum(records, (record) => record.cost.totalPicoUsd),
        inputPicoUsd: exactSum(records, (record) => record.cost.inputPicoUsd),
        outputPicoUsd: exactSum(records, (record) => record.cost.outputPicoUsd),
        inputTokens: exactSum(records, (record) => record.usage.inputTokens ?? 0),
        outputTokens: exactSum(records, (record) => record.usage.outputTokens ?? 0),
        estimatedRequests: records.filter((record) => record.cost.isEstimated).length,
        unpricedRequests: records.filter((record) => record.cost.status === 'unpriced').length,
        activeUsers: distinct(records, userOf),
        firstAt: new Date(Math.min(...records.map((record) => record.timestamp))),
        lastAt: new Date(Math.max(...records.map((record) => record.timestamp))),
      })
      expect(ledger.health()).toMatchObject({ booked: 2000, duplicates: 700, dropped: 0, queued: 0 })
    })

    const groupings: readonly { readonly by: readonly SpendDimension[] }[] = [
      { by: ['tenantId'] },
      { by: ['tenantId', 'task', 'provider', 'model'] },
      { by: ['tenantId', 'userId'] },
      { by: ['userId', 'task'] },
      { by: ['conversationId', 'tenantId'] },
    ]
    it.each(groupings)('groups by $by like a sum by hand', async ({ by }) => {
      const day = 86_400_000
      // Both ends inside a day: whole days come from the totals by day, the rest from single calls.
      const from = new Date(now.getTime() - 20.3 * day)
      const to = new Date(now.getTime() - 2.7 * day)
      const inside = records.filter((r) => r.timestamp >= from.getTime() && r.timestamp < to.getTime())
      const expected = new Map<string, CostRecord[]>()
      for (const record of inside) {
        const facts = { ...record.attribution, provider: record.provider, model: record.model }
        const key = JSON.stringify(by.map((dimension) => facts[dimension] ?? null))
        expected.set(key, [...(expected.get(key) ?? []), record])
      }
      const totals = await ledger.totals({ by, from, to })
      expect(totals).toHaveLength(expected.size)
      for (const total of totals) {
        const group = expected.get(JSON.stringify(by.map((dimension) => total.key[dimension] ?? null))) ?? []
        expect(total.requests).toBe(group.length)
        expect(total.totalPicoUsd).toBe(exactSum(group, (record) => record.cost.totalPicoUsd))
        expect(total.activeUsers).toBe(distinct(group, userOf))
      }
      const amounts = totals.map((total) => total.totalPicoUsd)
      expect(amounts).toEqual(amounts.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)))
      expect(await ledger.totals({ by, from, to, limit: 3 })).toEqual(totals.slice(0, 3))
    })

    it('keeps totals by day that equal the rows they are of', async () => {
      const sums = `SUM(requests) AS n, SUM(cost_usd) AS cost, SUM(input_cost_usd) AS input, SUM(output_cost_usd) AS output`
      const [rows] = await ledger.query(
        'SELECT COUNT(*)::numeric AS n, SUM(cost_usd) AS cost, SUM(input_cost_usd) AS input, SUM(output_cost_usd) AS output FROM llm_cost_metrics',
      )
      expect(await ledger.query(`SELECT ${sums} FROM tokentoll.llm_spend_day`)).toEqual([rows])
      expect(await ledger.query(`SELECT ${sums} FROM tokentoll.llm_user_spend_day`)).toEqual([rows])
    })

    it('answers what a product asks of a tenant, a user and a conversation', async () => {
      const startDate = new Date(now.getTime() - 10 * 86_400_000)
      const ofTenant = records.filter(
        (r) =>
          r.attribution.tenantId === 'tenant-1' &&
          r.timestamp >= startDate.getTime() &&
          r.timestamp < now.getTime(),
      )
      const costs = await ledger.calculateTenantCosts('tenant-1', { startDate, endDate: now })
      expect(costs.requestCount).toBe(ofTenant.length)
      expect(costs.totalPicoUsd).toBe(exactSum(ofTenant, (record) => record.cost.totalPicoUsd))
      expect(costs.totalCostUsd).toBe(dollars(ofTenant, (record) => record.cost.totalPicoUsd))
      expect(costs.inputCostUsd).toBe(dollars(ofTenant, (record) => record.cost.inputPicoUsd))
      expect(costs.outputCostUsd).toBe(dollars(ofTenant, (record) => record.cost.outputPicoUsd))

      const month = now.toISOString().slice(0, 7)
      const ofUser = records.filter(
        (r) =>
          r.attribution.tenantId === 'tenant-1' &&
          r.attribution.userId === 'user-1' &&
          new Date(r.timestamp).toISOString().startsWith(month),
      )
      expect(await ledger.getUserMonthlySpend('tenant-1', 'user-1', now)).toBe(
        dollars(ofUser, (record) => record.cost.totalPicoUsd),
      )
      const ofConversation = records.filter(
        (record) => record.attribution.conversationId === 'conversation-7',
      )
      expect(ofConversation.length).toBeGreaterThan(0)
      expect(await ledger.getConversationCost('conversation-7')).toBe(
        dollars(ofConversation, (record) => record.cost.totalPicoUsd),
      )
      expect(await ledger.getConversationCost('nobody')).toBe(0)
      const ofOne = ofConversation.filter((record) => record.attribution.tenantId === 'tenant-1')
      expect(await ledger.getConversationCost('conversation-7', { tenantId: 'tenant-1' })).toBe(
        dollars(ofOne, (record) => record.cost.totalPicoUsd),
      )
    })

    it('limits the groups of each tenant', async () => {
      const by = ['tenantId', 'userId'] as const
      const all = await ledger.totals({ by, activeUsers: false })
      const top = await ledger.totals({ by, limit: 2, limitBy: ['tenantId'], activeUsers: false })
      const places = new Map<string | undefined, number>()
      const expected = all.filter(({ key: { tenantId } }) => {
        places.set(tenantId, (places.get(tenantId) ?? 0) + 1)
        return places.get(tenantId)! <= 2
      })
      expect(expected.length).toBeLessThan(all.length)
      expect(top).toEqual(expected)
      await expect(ledger.totals({ by: ['task'], limit: 2, limitBy: ['tenantId'] })).rejects.toMatchObject({
        code: 'invalid_option',
        field: 'limitBy',
      })
    })

    it('answers for nobody when an id is missing', async () => {
      const range = { startDate: '2026-01-01', endDate: '2027-01-01' }
      for (const missing of [undefined, null, '', 42, {}] as readonly unknown[]) {
        const id = missing as string
        const questions: Readonly<Record<string, readonly Promise<unknown>[]>> = {
          tenantId: [
            ledger.calculateTenantCosts(id, range),
            ledger.getUserMonthlySpend(id, 'user-1'),
            ledger.getConversationCost('conversation-7', { tenantId: id }),
          ],
          userId: [ledger.getUserMonthlySpend('tenant-1', id)],
          conversationId: [ledger.getConversationCost(id)],
        }
        for (const [field, asked] of Object.entries(questions)) {
          for (const answer of asked) {
            await expect(answer).rejects.toMatchObject({ code: 'invalid_option', field, value: missing })
          }
        }
      }
      const wrong = { code: 'invalid_option' }
      await expect(ledger.calculateTenantCosts('a', undefined as never)).rejects.toMatchObject(wrong)
      await expect(
        ledger.calculateTenantCosts('a', { ...range, endDate: null as never }),
      ).rejects.toMatchObject({ ...wrong, field: 'endDate' })
      for (const startDate of ['2026-02-30', '5', 'yesterday', 1_767_225_600_000 as never]) {
        await expect(ledger.calculateTenantCosts('a', { ...range, startDate })).rejects.toMatchObject({
          ...wrong,
          field: 'startDate',
        })
      }
      await expect(ledger.getUserMonthlySpend('a', 'b', new Date('never'))).rejects.toMatchObject({
        ...wrong,
        field: 'at',
      })
    })

    it('finds what is attributed to nobody', async () => {
      const missing = records.filter((record) => record.attribution.tenantId === undefined)
      expect(missing.length).toBeGreaterThan(0)
      const [total] = await ledger.totals({ by: ['tenantId'], where: { tenantId: '' } })
      expect(total).toMatchObject({ requests: missing.length, key: { tenantId: undefined } })
    })

    it.each([
      ['where.tenantId', { by: [], where: { tenantId: undefined } }],
      ['where', { by: [], where: { tenant: 'acme' } }],
      ['by[0]', { by: ['tenant'] }],
      ['from', { by: [], from: new Date('never') }],
      ['to', { by: [], to: '2026-11-01' }],
      ['limit', { by: [], limit: -1 }],
    ])('refuses a query that would answer for more than it names: %s', async (field, query) => {
      await expect(ledger.totals(query as never)).rejects.toMatchObject({ code: 'invalid_option', field })
    })

    it('refuses to write through query, and a second statement', async () => {
      await expect(ledger.query('DELETE FROM tokentoll.llm_call')).rejects.toMatchObject({ code: '25006' })
      await expect(ledger.query('COMMIT; DELETE FROM tokentoll.llm_call')).rejects.toMatchObject({
        code: '42601',
      })
      const [total] = await ledger.totals({ by: [] })
      expect(total?.requests).toBe(records.length)
    })
  })

  describe('with corrections', () => {
    const estimate = (id: string, picoUsd: number): CostRecord =>
      costRecord({
        id,
        model: 'claude-estimate',
        outcome: 'aborted',
        cost: { inputPicoUsd: picoUsd, outputPicoUsd: 0, isEstimated: true, status: 'estimated' },
      })
    const correction = (id: string, corrects: string, picoUsd: number): CostRecord =>
      costRecord({ id, corrects, outcome: 'aborted', cost: { inputPicoUsd: picoUsd, outputPicoUsd: 0 } })

    it('shows the correction only, in the view and in the totals, in whatever order and batch they come', async () => {
      const warnings: string[] = []
      const ledger = createLedger({
        store: await database.open(),
        onWarning: (message) => warnings.push(message),
      })
      const flushed = async (...records: readonly CostRecord[]): Promise<void> => {
        for (const record of records) ledger.record(record)
        await ledger.flush()
      }
      await flushed(estimate('a', 100))
      await flushed(correction('a2', 'a', 70))
      await flushed(estimate('b', 1000), correction('b2', 'b', 900))
      await flushed(correction('c2', 'c', 5))
      await flushed(estimate('c', 7))
      await flushed(correction('a3', 'a2', 60), estimate('d', 1))
      // The same again, and a second correction of what is corrected already.
      await flushed(estimate('a', 100), correction('a2', 'a', 70), correction('late', 'a', 1_000_000))

      const rows = await ledger.query('SELECT id, cost_usd FROM llm_cost_metrics ORDER BY id')
      expect(rows.map((row) => row['id'])).toEqual(['a3', 'b2', 'c2', 'd'])
      const [total] = await ledger.totals({ by: [] })
      expect(total).toMatchObject({ requests: 4, totalPicoUsd: 60n + 900n + 5n + 1n, estimatedRequests: 1 })
      expect(await ledger.totals({ by: ['model'] })).toEqual([
        expect.objectContaining({ key: { model: 'gpt-4o' }, requests: 3, totalPicoUsd: 965n }),
        expect.objectContaining({ key: { model: 'claude-estimate' }, requests: 1, totalPicoUsd: 1n }),
      ])
      expect(await ledger.query('SELECT COUNT(*) AS n FROM tokentoll.llm_call')).toEqual([{ n: 8n }])
      expect(ledger.health()).toMatchObject({ refusedCorrections: 1, duplicates: 2 })
      expect(warnings).toEqual([expect.stringContaining('(late)')])
      await ledger.close()
    })
  })

  it('says that it is closed to whoever still reads', async () => {
    const ledger = createLedger({ store: await database.open() })
    const underWay = ledger.totals({ by: [] }).catch((error: unknown) => error)
    const closing = ledger.close()
    await expect(ledger.totals({ by: [] })).rejects.toMatchObject({ code: 'ledger_closed' })
    await closing
    await expect(ledger.query('SELECT 1')).rejects.toMatchObject({ code: 'ledger_closed' })
    // Answered, or cut off: never in the words of a driver.
    const answer = await underWay
    if (answer instanceof Error) expect(answer).toMatchObject({ code: 'ledger_closed' })
  })

  it('takes what a database cannot hold as it is, and drops only what has no value', async () => {
    const warnings: string[] = []
    const ledger = createLedger({
      store: await database.open(),
      onWarning: (message) => warnings.push(message),
    })
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const long = 'x'.repeat(5000)
    const odd = [
      costRecord({
        id: 'nul',
        model: 'a\0b',
        error: { name: 'E\0', message: long },
        metadata: { 'k\0': '\ud800' },
      }),
      costRecord({ id: 'backslash', metadata: { path: 'C:\\u0000\\ud800', emoji: '😀' } }),
      costRecord({ id: 'circular', metadata: circular }),
      costRecord({ id: long, attribution: { tenantId: `${long}1`, userId: '', task: `${long}2` } }),
      costRecord({ id: `${long}b`, attribution: { tenantId: `${long}3` } }),
      costRecord({
        id: 'counts',
        usage: { inputTokens: Number.NaN, outputTokens: -1 },
        durationMs: Number.NaN,
      }),
      costRecord({ id: 'largest', cost: { inputPicoUsd: Number.MAX_SAFE_INTEGER, outputPicoUsd: 0 } }),
    ]
    const impossible = [
      costRecord({ cost: { inputPicoUsd: Number.NaN, outputPicoUsd: 0 } }),
      costRecord({ cost: { inputPicoUsd: 2 ** 53, outputPicoUsd: 0 } }),
      costRecord({ cost: { inputPicoUsd: 0.5, outputPicoUsd: 0.5, totalPicoUsd: 1 } }),
      costRecord({ cost: { inputPicoUsd: -1, outputPicoUsd: 0 } }),
      costRecord({ cost: { inputPicoUsd: 1, outputPicoUsd: 1, totalPicoUsd: 3 } }),
      costRecord({ timestamp: Number.NaN, id: 'no-time' }),
      costRecord({ timestamp: 1_763_800_000, id: 'seconds' }),
      costRecord({ id: '' }),
      costRecord({ id: 'itself', corrects: 'itself' }),
      {} as CostRecord,
      undefined as unknown as CostRecord,
    ]
    for (const record of [...odd, ...impossible]) ledger.record(record)
    await ledger.flush()
    const rows = await ledger.query('SELECT id, model, tenant_id, user_id, metadata FROM llm_cost_metrics')
    const byId = new Map(rows.map((row) => [row['id'], row]))
    expect(byId.get('nul')).toMatchObject({ model: 'a\uFFFDb', metadata: { 'k\uFFFD': '\uFFFD' } })
    expect(byId.get('backslash')).toMatchObject({ metadata: { path: 'C:\\u0000\\ud800', emoji: '😀' } })
    expect(byId.get('circular')).toMatchObject({ metadata: null })
    expect(new Set(rows.map((row) => row['tenant_id'])).size).toBe(3)
    expect(rows).toHaveLength(odd.length)
    expect(ledger.health()).toMatchObject({ booked: odd.length, dropped: impossible.length })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('NaN')
    await ledger.close()
    ledger.record(costRecord())
    expect(ledger.health().dropped).toBe(impossible.length + 1)
  })
})

function exactSum(records: readonly CostRecord[], amount: (record: CostRecord) => number): bigint {
  return records.reduce((sum, record) => sum + BigInt(amount(record)), 0n)
}

function dollars(records: readonly CostRecord[], amount: (record: CostRecord) => number): number {
  const sum = createMoneySum()
  for (const record of records) sum.add(amount(record))
  return sum.toUsd()
}

function distinct(records: readonly CostRecord[], of: (record: CostRecord) => string | undefined): number {
  return new Set(records.map(of).filter((value) => value !== undefined)).size
}

function userOf(record: CostRecord): string | undefined {
  const { tenantId, userId } = record.attribution
  return userId === undefined ? undefined : JSON.stringify([tenantId, userId])
}
