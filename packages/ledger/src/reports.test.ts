import { costRecord } from '@tokentoll/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLedger, type Ledger } from './index.ts'
import { databases, type TestDatabase } from './test-support/databases.ts'

// The statements that users run, to the letter.
const platform = `SELECT SUM(cost_usd) AS total_cost, COUNT(DISTINCT tenant_id) AS active_tenants FROM llm_cost_metrics WHERE timestamp >= DATE_TRUNC('month', CURRENT_DATE);`
const tenant = `SELECT tenant_id, SUM(cost_usd), SUM(input_cost_usd), SUM(output_cost_usd), COUNT(*) FROM llm_cost_metrics WHERE tenant_id = 'acme-corp' GROUP BY tenant_id;`
const users = `SELECT tenant_id, user_id, SUM(cost_usd) AS user_cost, COUNT(*), AVG(cost_usd) FROM llm_cost_metrics GROUP BY tenant_id, user_id ORDER BY user_cost DESC LIMIT 10;`
const tasks = `SELECT task, SUM(cost_usd) AS task_cost, COUNT(*), AVG(cost_usd), SUM(input_tokens) + SUM(output_tokens) AS total_tokens FROM llm_cost_metrics GROUP BY task ORDER BY task_cost DESC;`
const conversations = `SELECT conversation_id, tenant_id, user_id, SUM(cost_usd) AS conversation_cost, COUNT(*), MIN(timestamp), MAX(timestamp) FROM llm_cost_metrics GROUP BY conversation_id, tenant_id, user_id ORDER BY conversation_cost DESC LIMIT 20;`
const shares = `SELECT tenant_id, provider, model, SUM(cost_usd), ROUND(100.0 * SUM(cost_usd) / SUM(SUM(cost_usd)) OVER (PARTITION BY tenant_id), 2) AS pct_of_tenant FROM llm_cost_metrics GROUP BY tenant_id, provider, model ORDER BY tenant_id, 4 DESC;`

const now = Date.now()
const monthStart = Date.UTC(new Date(now).getUTCFullYear(), new Date(now).getUTCMonth(), 1)
const dollar = 1_000_000_000_000

interface Call {
  readonly at: number
  readonly tenant: string
  readonly user: string
  readonly task: string
  readonly conversation: string
  readonly model: readonly [string, string]
  readonly usd: readonly [number, number]
  readonly tokens: readonly [number, number]
}
const gpt = ['openai', 'gpt-4o'] as const
const claude = ['anthropic', 'claude-opus-4'] as const
const [one, two, three] = [monthStart, monthStart + 1, monthStart - 1]
const calls: readonly Call[] = [
  call(one, 'acme-corp ada chat c1', gpt, [0.1, 0.2], [1000, 200]),
  call(two, 'acme-corp ada chat c1', gpt, [0.3, 0], [500, 0]),
  call(one, 'acme-corp bob guard c2', claude, [1, 0.4], [9000, 700]),
  call(three, 'globex eve chat c3', claude, [5, 5], [50_000, 9000]),
  call(one, 'globex eve chat c3', claude, [0.000000000001, 0], [1, 0]),
  call(one, 'globex zoe guard c4', gpt, [0, 0], [0, 0]),
]

function call(
  at: number,
  names: string,
  model: readonly [string, string],
  usd: readonly [number, number],
  tokens: readonly [number, number],
): Call {
  const [tenant = '', user = '', task = '', conversation = ''] = names.split(' ')
  return { at, tenant, user, task, conversation, model, usd, tokens }
}

describe.each(databases)('the reports of the field on $name', ({ isMissing, start }) => {
  if (isMissing) return it.skip('are not tested here', () => {})

  let database: TestDatabase
  let ledger: Ledger
  beforeAll(async () => {
    database = await start()
    ledger = createLedger({ store: await database.open() })
    for (const { at, tenant, user, task, conversation, model, usd, tokens } of calls) {
      ledger.record(
        costRecord({
          timestamp: at,
          provider: model[0],
          model: model[1],
          attribution: { tenantId: tenant, userId: user, task, conversationId: conversation },
          usage: { inputTokens: tokens[0], outputTokens: tokens[1] },
          cost: { inputPicoUsd: Math.round(usd[0] * dollar), outputPicoUsd: Math.round(usd[1] * dollar) },
        }),
      )
    }
    await ledger.flush()
  })
  afterAll(async () => {
    await ledger.close()
    await database.dispose()
  })

  it('adds up the month of the platform', async () => {
    expect(await ledger.query(platform)).toEqual([{ total_cost: '2.000000000001', active_tenants: 2n }])
  })

  it('splits a tenant into input and output', async () => {
    const [row] = await ledger.query(tenant)
    expect(Object.values(row ?? {})).toContain(3n)
    expect(row).toMatchObject({ tenant_id: 'acme-corp' })
    // Three columns are named "sum": the last one is what a row object keeps.
    expect(row?.['sum']).toBe('0.600000000000')
    const [named] = await ledger.query(tenant.replace('SUM(cost_usd),', 'SUM(cost_usd) AS cost,'))
    expect(named?.['cost']).toBe('2.000000000000')
  })

  it('finds the most expensive users', async () => {
    const rows = await ledger.query(users)
    expect(rows.map((row) => [row['tenant_id'], row['user_id'], row['user_cost'], row['count']])).toEqual([
      ['globex', 'eve', '10.000000000001', 2n],
      ['acme-corp', 'bob', '1.400000000000', 1n],
      ['acme-corp', 'ada', '0.600000000000', 2n],
      ['globex', 'zoe', '0.000000000000', 1n],
    ])
    expect(Number(rows[2]?.['avg'])).toBe(0.3)
  })

  it('adds up tasks and their tokens', async () => {
    const rows = await ledger.query(tasks)
    expect(rows.map((row) => [row['task'], row['task_cost'], row['count'], row['total_tokens']])).toEqual([
      ['chat', '10.600000000001', 4n, '60701'],
      ['guard', '1.400000000000', 2n, '9700'],
    ])
  })

  it('follows conversations', async () => {
    const [first, , third] = await ledger.query(conversations)
    expect(first).toEqual({
      conversation_id: 'c3',
      tenant_id: 'globex',
      user_id: 'eve',
      conversation_cost: '10.000000000001',
      count: 2n,
      min: new Date(three),
      max: new Date(one),
    })
    expect(third).toMatchObject({
      conversation_id: 'c1',
      conversation_cost: '0.600000000000',
      max: new Date(two),
    })
  })

  it('shows the share of each model of a tenant', async () => {
    expect(await ledger.query(shares)).toEqual([
      {
        tenant_id: 'acme-corp',
        provider: 'anthropic',
        model: 'claude-opus-4',
        sum: '1.400000000000',
        pct_of_tenant: '70.00',
      },
      {
        tenant_id: 'acme-corp',
        provider: 'openai',
        model: 'gpt-4o',
        sum: '0.600000000000',
        pct_of_tenant: '30.00',
      },
      {
        tenant_id: 'globex',
        provider: 'anthropic',
        model: 'claude-opus-4',
        sum: '10.000000000001',
        pct_of_tenant: '100.00',
      },
      {
        tenant_id: 'globex',
        provider: 'openai',
        model: 'gpt-4o',
        sum: '0.000000000000',
        pct_of_tenant: '0.00',
      },
    ])
  })
})

describe.each(databases)('calls without a known cost, on $name', ({ isMissing, start }) => {
  if (isMissing) return it.skip('are not tested here', () => {})

  const free = { inputPicoUsd: 0, outputPicoUsd: 0 }
  const unpriced = { ...free, status: 'unpriced', isEstimated: true } as const
  const of = (tenantId: string, parts: Parameters<typeof costRecord>[0] = {}) =>
    costRecord({ attribution: { tenantId, userId: 'ada', conversationId: 'c1' }, ...parts })
  // The statement that no tenant can break, not even one whose calls all cost nothing.
  const safeShares = shares.replace(
    'SUM(SUM(cost_usd)) OVER (PARTITION BY tenant_id)',
    'NULLIF(SUM(SUM(cost_usd)) OVER (PARTITION BY tenant_id), 0)',
  )

  let database: TestDatabase
  let ledger: Ledger
  beforeAll(async () => {
    database = await start()
    ledger = createLedger({ store: await database.open() })
    const records = [
      of('acme', { cost: { inputPicoUsd: dollar, outputPicoUsd: 0 } }),
      of('acme', { cost: unpriced }),
      of('acme', { outcome: 'refused', cost: free }),
      of('only-unpriced', { cost: unpriced }),
      of('only-refused', { outcome: 'refused', cost: unpriced }),
      of('only-refused', { outcome: 'refused', cost: free }),
    ]
    for (const record of records) ledger.record(record)
    await ledger.flush()
  })
  afterAll(async () => {
    await ledger.close()
    await database.dispose()
  })

  it('show them as unknown, and refused ones in the log only', async () => {
    const rows = await ledger.query(users)
    expect(rows.map((row) => [row['tenant_id'], row['user_cost'], row['count']])).toEqual([
      ['only-unpriced', null, 1n],
      ['acme', '1.000000000000', 2n],
    ])
    expect(Number(rows[1]?.['avg'])).toBe(1)
    const log = `SELECT tenant_id, COUNT(*) AS calls FROM llm_call_log WHERE outcome = 'refused' GROUP BY 1 ORDER BY 1`
    expect(await ledger.query(log)).toEqual([
      { tenant_id: 'acme', calls: 1n },
      { tenant_id: 'only-refused', calls: 2n },
    ])
  })

  it('are counted alike by days and by single calls', async () => {
    const day = 86_400_000
    const wide = { startDate: new Date(now - 3 * day), endDate: new Date(now + 3 * day) }
    const narrow = { startDate: new Date(now - 60_000), endDate: new Date(now + 600_000) }
    for (const range of [wide, narrow]) {
      expect(await ledger.calculateTenantCosts('acme', range)).toMatchObject({
        totalPicoUsd: BigInt(dollar),
        requestCount: 2,
        unpricedCount: 1,
        estimatedCount: 1,
      })
      expect(await ledger.calculateTenantCosts('only-refused', range)).toMatchObject({
        requestCount: 0,
        unpricedCount: 0,
        estimatedCount: 0,
      })
    }
    const byTenant = await ledger.totals({ by: ['tenantId'] })
    expect(byTenant.map(({ key, requests }) => [key.tenantId, requests])).toEqual([
      ['acme', 2],
      ['only-unpriced', 1],
    ])
  })

  it('leave the shares of all tenants alone, until one has calls that all cost nothing', async () => {
    const pct = (rows: readonly Readonly<Record<string, unknown>>[]) =>
      rows.map((row) => [row['tenant_id'], row['pct_of_tenant']])
    const known = [
      ['acme', '100.00'],
      ['only-unpriced', null],
    ]
    expect(pct(await ledger.query(shares))).toEqual(known)
    expect(pct(await ledger.query(safeShares))).toEqual(known)
    ledger.record(of('only-free', { cost: free, cached: true }))
    await ledger.flush()
    await expect(ledger.query(shares)).rejects.toMatchObject({ code: '22012' })
    expect(pct(await ledger.query(safeShares))).toEqual([
      ['acme', '100.00'],
      ['only-free', null],
      ['only-unpriced', null],
    ])
  })
})
