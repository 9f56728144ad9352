import { PGlite } from '@electric-sql/pglite'
import { testSpendGate } from '@tokentoll/core/testing'
import {
  requireServer,
  startPostgres,
  startRedis,
  type PostgresServer,
  type RedisServer,
} from '@tokentoll/tooling/servers'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createBudgets,
  createMemoryBudgetStore,
  createRedisBudgetStore,
  createSqlBudgetStore,
  type SqlDatabase,
} from '../index.ts'
import { testBudgetStore } from './test-support/store-suite.ts'

const budgets = [{ id: 'tenants', scope: 'tenant', period: 'month', limitUsd: 5 }] as const
let lastSpace = 0
// A key space or schema of its own for every test.
const space = (): string => `space_${(lastSpace += 1)}`

testBudgetStore('the memory store', async () => {
  const store = createMemoryBudgetStore()
  return { store, other: store, dispose: async () => {} }
})

it('the memory store forgets what was idle longest, never what is held', async () => {
  const store = createMemoryBudgetStore({ maxAccounts: 2 })
  const open = (account: string) => store.open([{ account, usedPicoUsd: 1n, endsAt: undefined }])
  await open('held')
  const entry = { account: 'held', amountPicoUsd: 1n, limitPicoUsd: 9n, isEnforced: true }
  await store.hold({ id: 'call', now: 0, expiresAt: 1000, holds: [entry] })
  for (const account of ['a', 'b', 'c']) await open(account)
  const known = await store.read(['held', 'a', 'b', 'c'], 0)
  expect(known.map((balance) => balance !== undefined)).toEqual([true, false, false, true])
})

describe.skipIf(!(await requireServer('redis')))('on Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  const connectIoredis = (): Redis => new Redis(server.url, { enableOfflineQueue: true })
  const connectNodeRedis = () => createClient({ url: server.url }).connect()

  testBudgetStore('the Redis store through ioredis', async () => {
    const clients = [connectIoredis(), connectIoredis()] as const
    const prefix = `{${space()}}:`
    return {
      store: createRedisBudgetStore({ client: clients[0], prefix }),
      other: createRedisBudgetStore({ client: clients[1], prefix }),
      dispose: async () => {
        for (const client of clients) client.disconnect()
      },
    }
  })

  testBudgetStore('the Redis store through node-redis', async () => {
    const clients = await Promise.all([connectNodeRedis(), connectNodeRedis()])
    const prefix = `{${space()}}:`
    return {
      store: createRedisBudgetStore({ client: clients[0], prefix }),
      other: createRedisBudgetStore({ client: clients[1], prefix }),
      dispose: async () => {
        for (const client of clients) client.destroy()
      },
    }
  })

  testSpendGate('budgets on Redis', async () => {
    const client = connectIoredis()
    const store = createRedisBudgetStore({ client, prefix: `{${space()}}:` })
    return { gate: createBudgets({ budgets, store }), dispose: async () => client.disconnect() }
  })

  it('loads its scripts again after the server has forgotten them, and lets ended accounts go', async () => {
    const client = connectIoredis()
    const store = createRedisBudgetStore({ client, prefix: '{gone}:' })
    const endsAt = Date.now() + 1000
    await store.open([{ account: 'a', usedPicoUsd: 1n, endsAt }])
    await client.script('FLUSH')
    const entry = { account: 'a', amountPicoUsd: 1n, limitPicoUsd: 9n, isEnforced: true }
    const request = { id: 'call', now: Date.now(), expiresAt: Date.now() + 1000, holds: [entry] }
    expect(await store.hold(request)).toEqual({ kind: 'held', exceeded: [] })
    for (const key of ['{gone}:account:a', '{gone}:holds:a', '{gone}:ends:a']) {
      expect(await client.pexpiretime(key)).toBe(endsAt + 7 * 86_400_000)
    }
    client.disconnect()
  })

  it('answers in bounded time while the server is frozen, and goes on when it is back', async () => {
    const client = await connectNodeRedis()
    const store = createRedisBudgetStore({ client, prefix: '{frozen}:' })
    const gate = createBudgets({ budgets, store, storeTimeoutMs: 50 })
    const request = (id: string) => ({
      id,
      provider: 'openai',
      model: 'gpt-4o',
      attribution: { tenantId: 'acme' },
      estimatedPicoUsd: 1,
      at: Date.now(),
    })
    await gate.reserve(request('before'))
    server.pause()
    await expect(gate.reserve(request('frozen'))).rejects.toMatchObject({ code: 'budget_unavailable' })
    server.resume()
    await gate.reserve(request('after'))
    // What the server granted too late was given back: the two calls that were made are held.
    await expect.poll(async () => (await gate.budgets())[0]?.reservedPicoUsd).toBe(2n)
    client.destroy()
  })
})

const pooled = (pool: Pool): SqlDatabase => ({
  async session(run) {
    const client = await pool.connect()
    try {
      return await run({ query: async (text, values = []) => (await client.query(text, [...values])).rows })
    } finally {
      client.release()
    }
  },
})

describe.skipIf(!(await requireServer('postgres')))('on PostgreSQL', () => {
  let server: PostgresServer
  const pools: Pool[] = []
  const connect = (): Pool => {
    const pool = new Pool({ connectionString: server.url, max: 4 })
    pools.push(pool)
    return pool
  }
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()))
    await server.stop()
  })

  testBudgetStore('the SQL store on PostgreSQL', async () => {
    const schema = space()
    const store = createSqlBudgetStore({ database: pooled(connect()), schema })
    const other = createSqlBudgetStore({ database: pooled(connect()), schema })
    return { store, other, dispose: async () => {} }
  })

  testSpendGate('budgets on PostgreSQL', async () => {
    const store = createSqlBudgetStore({ database: pooled(connect()), schema: space() })
    return { gate: createBudgets({ budgets, store, storeTimeoutMs: 10_000 }) }
  })

  it('is created once by several processes, and forgets what is long over', async () => {
    const schema = space()
    const pool = connect()
    const stores = Array.from({ length: 4 }, () =>
      createSqlBudgetStore({ database: pooled(connect()), schema }),
    )
    const ended = { account: 'ended', usedPicoUsd: 1n, endsAt: Date.now() - 8 * 86_400_000 }
    await Promise.all(stores.map((store) => store.open([ended])))
    await stores[0]?.open([{ account: 'running', usedPicoUsd: 0n, endsAt: Date.now() }])
    const settlement = [{ account: 'running', amountPicoUsd: 1n }]
    await stores[0]?.settle('old', settlement, Date.now() - 2 * 3_600_000)
    await stores[0]?.settle('new', settlement, Date.now())
    const accounts = await pool.query(`SELECT account FROM ${schema}.budget_account`)
    const settled = await pool.query(`SELECT id FROM ${schema}.budget_settled`)
    expect([accounts.rows, settled.rows]).toEqual([[{ account: 'running' }], [{ id: 'new' }]])
  })
})

describe('on PGlite', () => {
  let database: PGlite
  beforeAll(async () => {
    database = await PGlite.create()
  })
  afterAll(() => database.close())

  testBudgetStore('the SQL store on PGlite', async () => {
    const embedded: SqlDatabase = {
      session: (run) =>
        run({
          query: async (text, values = []) =>
            (await database.query<Record<string, unknown>>(text, [...values])).rows,
        }),
    }
    const store = createSqlBudgetStore({ database: embedded })
    return { store, other: store, dispose: async () => {} }
  })

  it('refuses a schema that is no name', () => {
    expect(() =>
      createSqlBudgetStore({ database: { session: () => Promise.reject(new Error()) }, schema: 'a b' }),
    ).toThrow('Not a name for a schema')
  })
})
