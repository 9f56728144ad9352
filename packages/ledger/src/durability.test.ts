import { createServer, connect, type Socket } from 'node:net'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { costRecord } from '@tokentoll/core/testing'
import { requireServer, startPostgres, type PostgresServer } from '@tokentoll/tooling/servers'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLedger, openPglite, openPostgres, type Ledger } from './index.ts'
import { createDatabase } from './test-support/databases.ts'
import { createPgliteTemplate, type PgliteTemplate } from './test-support/pglite-template.ts'
import { runChild, runLimitedChild } from './test-support/run-child.ts'
import { temporaryFolder } from './test-support/temporary-folder.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

// Record n costs n + 1 picodollars.
const costOfFirst = (count: bigint): bigint => (count * (count + 1n)) / 2n + count

async function booked(ledger: Ledger): Promise<{ requests: number; totalPicoUsd: bigint }> {
  const [total] = await ledger.totals({ by: [] })
  return { requests: total?.requests ?? 0, totalPicoUsd: total?.totalPicoUsd ?? 0n }
}

describe('a ledger on PGlite', () => {
  let template: PgliteTemplate
  const emptyLedger = (): string => {
    const dataDir = join(folder.path, 'ledger')
    template.copyTo(dataDir)
    return dataDir
  }
  beforeAll(async () => {
    template = await createPgliteTemplate()
  })
  afterAll(() => template.remove())

  it('has after kill -9 every record whose call of record returned, once', async () => {
    const dataDir = emptyLedger()
    let told = 0
    for (let round = 0; round < 2; round += 1) {
      const child = await runChild('record', 'pglite', dataDir)
      for (let line = 0; line < 30 + 60 * round; line += 1) told = Math.max(told, Number(await child.next()))
      await child.kill()
    }
    const ledger = createLedger({ store: await openPglite({ dataDir }) })
    const { requests, totalPicoUsd } = await booked(ledger)
    expect(requests).toBeGreaterThanOrEqual(told)
    expect(totalPicoUsd).toBe(costOfFirst(BigInt(requests)))
    await ledger.close()
    expect(readdirSync(join(dataDir, 'spool'))).toEqual([])
  })

  it('opens after kill -9 in the middle of its creation', async () => {
    const dataDir = join(folder.path, 'ledger')
    const child = await runChild('create', dataDir)
    await expect
      .poll(() => existsSync(join(dataDir, 'pgdata.new', 'PG_VERSION')), { timeout: 20_000 })
      .toBe(true)
    await child.kill()
    const ledger = createLedger({ store: await openPglite({ dataDir }) })
    ledger.record(costRecord())
    await ledger.flush()
    expect((await booked(ledger)).requests).toBe(1)
    await ledger.close()
    expect(existsSync(join(dataDir, 'pgdata.new'))).toBe(false)
  }, 90_000)

  it('is refused to a second process, which is told of the first', async () => {
    const dataDir = emptyLedger()
    const store = await openPglite({ dataDir })
    expect((await runChild('open', dataDir)).said).toBe('ledger_locked')
    await expect(openPglite({ dataDir })).rejects.toMatchObject({
      code: 'ledger_locked',
      message: expect.stringContaining(`Process ${process.pid}`),
    })
    await store.close()
    expect((await runChild('open', dataDir)).said).toBe('opened')
  })

  it('says what is wrong with a folder or a database that it cannot use', async () => {
    const file = join(folder.path, 'file')
    writeFileSync(file, '')
    await expect(openPglite({ dataDir: join(file, 'ledger') })).rejects.toMatchObject({
      code: 'ledger_folder_unwritable',
      field: 'folder',
    })
    await expect(openPglite({ dataDir: file })).rejects.toMatchObject({ code: 'ledger_folder_unwritable' })
    const dataDir = emptyLedger()
    writeFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), '9.6\n')
    await expect(openPglite({ dataDir })).rejects.toMatchObject({ code: 'ledger_unreadable' })
    // A failed opening holds nothing.
    await expect(openPglite({ dataDir })).rejects.toMatchObject({ code: 'ledger_unreadable' })
    await expect(openPglite({ dataDir: folder.path, schema: 'no good' })).rejects.toMatchObject({
      code: 'invalid_option',
    })
  })

  it('lets a process end that does not close it, with everything booked or on disk', async () => {
    const dataDir = emptyLedger()
    const child = await runChild('once', dataDir)
    expect(await child.ended).toBe(0)
    const ledger = createLedger({ store: await openPglite({ dataDir }) })
    expect(await booked(ledger)).toEqual({ requests: 1, totalPicoUsd: 2n })
    await ledger.close()
  })

  it('sets damaged lines aside and books the others', async () => {
    const dataDir = emptyLedger()
    const good = JSON.stringify(costRecord({ id: 'good' }))
    const lines = [good, '{"id":', '"text"', JSON.stringify({ ...costRecord(), cost: null }), good]
    const whole = lines.map((line) => `${line}\n`).join('')
    writeFileSync(join(dataDir, 'spool', '1-abcd.ndjson'), `${whole}${good.slice(0, 40)}`)
    const warnings: string[] = []
    const onWarning = (message: string): void => void warnings.push(message)
    const ledger = createLedger({ store: await openPglite({ dataDir }), onWarning })
    expect((await booked(ledger)).requests).toBe(1)
    expect(ledger.health()).toMatchObject({ booked: 1, duplicates: 1, dropped: 3 })
    expect(warnings).toHaveLength(2)
    await ledger.close()
    const rejected = readFileSync(join(dataDir, 'spool', 'rejected.ndjson'), 'utf8')
      .trim()
      .split('\n')
    expect(rejected).toHaveLength(3)
  })
})

const hasPostgres = await requireServer('postgres')
describe.skipIf(!hasPostgres)('a ledger on PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  it('has after kill -9 every record, through whichever process starts next', async () => {
    const url = await createDatabase(server)
    const spoolFolder = join(folder.path, 'spool')
    // Two processes share the folder; the second never reaches its database. Both die.
    const children = await Promise.all([
      runChild('record', 'postgres', url, spoolFolder, 'first'),
      runChild('record', 'postgres', 'postgres://127.0.0.1:1/nobody', spoolFolder, 'second'),
    ])
    const told = await Promise.all(
      children.map(async (child) => {
        let last = Number(child.said)
        for (let line = 0; line < 50; line += 1) last = Number(await child.next())
        await child.kill()
        return last
      }),
    )
    const ledger = createLedger({ store: await openPostgres({ url, spoolFolder }) })
    for (const [index, tenantId] of ['first', 'second'].entries()) {
      const [total] = await ledger.totals({ by: [], where: { tenantId } })
      expect(total?.requests).toBeGreaterThanOrEqual(told[index] ?? 0)
      expect(total?.totalPicoUsd).toBe(costOfFirst(BigInt(total?.requests ?? 0)))
    }
    await ledger.close()
  })

  it('waits on disk while the database is away, beyond what memory holds, and books all when it is back', async () => {
    const relay = await startRelay(server.port)
    const url = new URL(await createDatabase(server))
    url.port = String(relay.port)
    const warnings: string[] = []
    const ledger = createLedger({
      store: await openPostgres({
        url: url.href,
        spoolFolder: join(folder.path, 'spool'),
        connectTimeoutMs: 500,
      }),
      maxQueuedRecords: 100,
      batchSize: 50,
      onWarning: (message) => warnings.push(message),
    })
    const record = (from: number, to: number): void => {
      for (let number = from; number <= to; number += 1) {
        ledger.record(
          costRecord({ id: `record-${number}`, cost: { inputPicoUsd: number, outputPicoUsd: 1 } }),
        )
      }
    }
    record(1, 40)
    await ledger.flush()
    relay.cut()
    record(41, 1000)
    // While the database is away, on disk is safe enough.
    await ledger.flush()
    expect(ledger.health()).toMatchObject({ isStoreAvailable: false, dropped: 0, booked: 40 })
    expect(ledger.health().spoolBytes).toBeGreaterThan(100_000)
    expect(warnings).toEqual([expect.stringContaining('is away')])
    await expect(ledger.totals({ by: [] })).rejects.toThrow()
    relay.mend()
    await ledger.flush()
    expect(await booked(ledger)).toEqual({ requests: 1000, totalPicoUsd: costOfFirst(1000n) })
    expect(ledger.health()).toMatchObject({ isStoreAvailable: true, dropped: 0, queued: 0, spoolBytes: 0 })
    await ledger.close()
    await relay.close()
  })

  it('survives its connections being ended in the middle of the work', async () => {
    const url = await createDatabase(server)
    const ledger = createLedger({ store: await openPostgres({ url }), onWarning: () => {}, batchSize: 20 })
    const killer = new Client({ connectionString: server.url })
    await killer.connect()
    for (let number = 1; number <= 600; number += 1) {
      ledger.record(costRecord({ id: `record-${number}`, cost: { inputPicoUsd: number, outputPicoUsd: 1 } }))
      if (number % 100 === 0) {
        await new Promise((resolve) => setTimeout(resolve, 15))
        await killer.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
          ['tokentoll'],
        )
      }
    }
    await killer.end()
    await expect
      .poll(() =>
        ledger.flush().then(
          () => booked(ledger),
          () => undefined,
        ),
      )
      .toEqual({
        requests: 600,
        totalPicoUsd: costOfFirst(600n),
      })
    await ledger.close()
  })

  it('without a spool says that flush could not keep its promise, and counts what it had to drop', async () => {
    const store = await openPostgres({ url: 'postgres://127.0.0.1:1/nobody', connect: 'later' })
    const ledger = createLedger({ store, maxQueuedRecords: 10, onWarning: () => {} })
    for (let number = 0; number < 15; number += 1) ledger.record(costRecord())
    await expect(ledger.flush()).rejects.toMatchObject({
      code: 'ledger_unavailable',
      message: expect.stringContaining('10 records wait in memory only'),
    })
    expect(ledger.health()).toMatchObject({ taken: 15, dropped: 5, queued: 10, isStoreAvailable: false })
    await expect(ledger.close()).rejects.toMatchObject({ code: 'ledger_unavailable' })
    await expect(openPostgres({ url: 'postgres://127.0.0.1:1/nobody' })).rejects.toMatchObject({
      code: 'ledger_unavailable',
    })
  })

  it('goes on in memory when the disk takes no more, and counts what then no longer fits', async () => {
    // The child cannot write files beyond 300 KiB: some 400 records. Memory has room for 1,000.
    const child = await runLimitedChild(
      300,
      'fill',
      'postgres://127.0.0.1:1/nobody',
      join(folder.path, 'spool'),
      '1500',
    )
    const health = JSON.parse(child.said) as ReturnType<Ledger['health']>
    await child.kill()
    expect(health.taken).toBe(1500)
    expect(health.spoolErrors).toBeGreaterThan(0)
    expect(health.dropped).toBeGreaterThan(0)
    const url = await createDatabase(server)
    const ledger = createLedger({
      store: await openPostgres({ url, spoolFolder: join(folder.path, 'spool') }),
      onWarning: () => {},
    })
    const { requests, totalPicoUsd } = await booked(ledger)
    // What is on disk is whole: the record that did not fit left no half line behind.
    expect(requests).toBeGreaterThan(300)
    expect(totalPicoUsd).toBe(costOfFirst(BigInt(requests)))
    expect(ledger.health().dropped).toBe(0)
    await ledger.close()
  })

  it('drops alone a record that the database refuses, not its batch', async () => {
    const url = await createDatabase(server)
    const spoolFolder = join(folder.path, 'spool')
    const ledger = createLedger({ store: await openPostgres({ url, spoolFolder }), onWarning: () => {} })
    const owner = new Client({ connectionString: url })
    await owner.connect()
    await owner.query(`ALTER TABLE tokentoll.llm_call ADD CHECK (model <> 'forbidden')`)
    await owner.end()
    for (let number = 1; number <= 50; number += 1) {
      ledger.record(costRecord(number % 20 === 0 ? { model: 'forbidden' } : {}))
    }
    await ledger.flush()
    expect(ledger.health()).toMatchObject({ booked: 48, dropped: 2, storeErrors: 0 })
    const rejected = readFileSync(join(spoolFolder, '0', 'rejected.ndjson'), 'utf8')
    expect(rejected).toContain('violates check constraint')
    expect(statSync(join(spoolFolder, '0', 'rejected.ndjson')).mode & 0o777).toBe(0o600)
    await ledger.close()
  })

  it('books from two processes at once without losing or locking each other out', async () => {
    const url = await createDatabase(server)
    const ledgers = await Promise.all(
      Array.from({ length: 3 }, async () =>
        createLedger({ store: await openPostgres({ url }), batchSize: 300 }),
      ),
    )
    // The same batches in opposite orders: the worst case for row locks and for double booking.
    const numbers = Array.from({ length: 3000 }, (_, index) => index + 1)
    const reversed = numbers.map((number) => number - 1 - ((number - 1) % 300) + (300 - ((number - 1) % 300)))
    for (const [index, ledger] of ledgers.entries()) {
      for (const number of index % 2 === 0 ? numbers : reversed) {
        ledger.record(
          costRecord({
            id: `record-${number}`,
            timestamp: Date.UTC(2026, 0, 1 + (number % 7)),
            model: `model-${number % 5}`,
            cost: { inputPicoUsd: number, outputPicoUsd: 1 },
          }),
        )
      }
    }
    await Promise.all(ledgers.map((ledger) => ledger.flush()))
    const [first] = ledgers
    expect(first && (await booked(first))).toEqual({ requests: 3000, totalPicoUsd: costOfFirst(3000n) })
    expect(ledgers.reduce((sum, ledger) => sum + ledger.health().booked, 0)).toBe(3000)
    // A deadlock would be an error of the store, and be tried again.
    expect(ledgers.map((ledger) => ledger.health().storeErrors)).toEqual([0, 0, 0])
    await Promise.all(ledgers.map((ledger) => ledger.close()))
  })

  it('may be opened by several processes for the first time, and with a pool of the application', async () => {
    const url = await createDatabase(server)
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgres({ url, schema: 'costs' })))
    await Promise.all(stores.map((store) => store.close()))
    const { Pool } = await import('pg')
    const pool = new Pool({ connectionString: url })
    const ledger = createLedger({ store: await openPostgres({ pool, schema: 'costs' }) })
    ledger.record(costRecord())
    await ledger.close()
    expect((await pool.query('SELECT COUNT(*)::int AS n FROM llm_cost_metrics')).rows).toEqual([{ n: 1 }])
    await pool.end()
  })

  it('tells a user who may not create tables what to grant', async () => {
    const url = new URL(await createDatabase(server))
    const owner = new Client({ connectionString: url.href })
    await owner.connect()
    await owner.query(`DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN`)
    await owner.end()
    url.username = 'reader'
    await expect(openPostgres({ url: url.href })).rejects.toMatchObject({
      code: 'ledger_migration_failed',
      message: expect.stringContaining('Grant it CREATE'),
    })
  })
})

/** A TCP relay: cutting it is what a network failure looks like to both ends. */
async function startRelay(target: number): Promise<{
  readonly port: number
  cut(): void
  mend(): void
  close(): Promise<void>
}> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((socket) => {
    if (isCut) return socket.destroy()
    const upstream = connect(target, '127.0.0.1')
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      isCut = false
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}
