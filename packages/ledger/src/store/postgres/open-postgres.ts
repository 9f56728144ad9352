import { TokentollError } from '@tokentoll/core'
import { claimSharedSpool } from '../../spool/claim-spool.ts'
import type { LedgerStore } from '../ledger-store.ts'
import { migrate } from '../migrate.ts'
import type { PgPool } from './pool.ts'
import { typeParsers, type TypeParsers } from './type-parsers.ts'

/** Options of `openPostgres`. Give `url` or `pool`. */
export interface PostgresOptions {
  /** Connection string, e.g. `postgres://user:password@host:5432/database`. */
  readonly url?: string
  /** A pool of `pg` that stays yours: closing the ledger leaves it open. */
  readonly pool?: PgPool
  /**
   * Folder on a local disk where records wait while the database is away, and until it has them. Several
   * processes may share it. Without it they wait in memory, and a process that is killed loses them.
   */
  readonly spoolFolder?: string
  /** Schema of the tables; default `tokentoll`. */
  readonly schema?: string
  /** Schema of the views `llm_cost_metrics` and `llm_call_log`; default `public`. */
  readonly viewSchema?: string
  /**
   * `required` (default): opening fails when the database does not answer. `later`: it succeeds, and
   * the database is tried again until it answers.
   */
  readonly connect?: 'required' | 'later'
  /** Connections of the pool made from `url`; default 4. */
  readonly maxConnections?: number
  /** Longest wait for a connection from `url`; default 5,000 ms. */
  readonly connectTimeoutMs?: number
  /** Longest run of one statement over `url`; default 60,000 ms. */
  readonly statementTimeoutMs?: number
}

/**
 * Opens a ledger in PostgreSQL 14 or later, through the package `pg`.
 *
 * @throws TokentollError `ledger_unavailable` when the database does not answer, `ledger_migration_failed` when
 * the user may not create the tables, `ledger_driver_missing` without `pg`, `invalid_option`.
 */
export async function openPostgres(options: PostgresOptions): Promise<LedgerStore> {
  const { schema = 'tokentoll', viewSchema = 'public', spoolFolder } = options
  const driver = await loadDriver()
  const ownPool = options.pool === undefined ? driver.createPool(options) : undefined
  const pool = options.pool ?? ownPool
  if (pool === undefined) {
    throw new TokentollError({
      code: 'invalid_option',
      problem: 'There is no database to open',
      remedy: 'Give url, or a pool of pg',
      field: 'url',
      value: options.url,
    })
  }
  const spool = spoolFolder === undefined ? undefined : await claimSharedSpool(spoolFolder)
  // An idle connection that breaks is replaced by the pool; unheard, its error would end the process.
  ownPool?.on?.('error', ignore)
  let prepared: Promise<void> | undefined
  let closed: Promise<void> | undefined
  const store: LedgerStore = {
    name: 'postgres',
    schema,
    viewSchema,
    spool,
    prepare() {
      prepared ??= migrate(store, store).catch((error: unknown) => {
        prepared = undefined
        throw error
      })
      return prepared
    },
    async session(run) {
      const client = await pool.connect()
      // A connection that breaks rejects the statement and emits this too, which unheard ends the process.
      client.on?.('error', ignore)
      let failure: Error | undefined
      try {
        return await run({
          query: async (text, values = []) => {
            const types = driver.types
            const result = await client.query({ text, values: [...values], queryMode: 'extended', types })
            return result.rows as readonly Readonly<Record<string, unknown>>[]
          },
        })
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error))
        throw error
      } finally {
        client.off?.('error', ignore)
        // After a failed statement nobody knows what state the connection is in; a new one is cheap.
        client.release(failure)
      }
    },
    maintain: async () => {},
    close: () =>
      (closed ??= (async () => {
        await ownPool?.end()
        await spool?.release()
      })()),
  }
  if (options.connect === 'later') return store
  try {
    await store.prepare()
    return store
  } catch (error) {
    await store.close()
    throw TokentollError.isInstance(error) ? error : unavailableError(error)
  }
}

const ignore = (): void => {}

interface Driver {
  readonly types: TypeParsers
  createPool(options: PostgresOptions): PgPool | undefined
}

async function loadDriver(): Promise<Driver> {
  try {
    const { default: pg } = await import('pg')
    return {
      types: typeParsers(pg.types),
      createPool: ({ url, maxConnections = 4, connectTimeoutMs = 5000, statementTimeoutMs = 60_000 }) =>
        url === undefined
          ? undefined
          : new pg.Pool({
              connectionString: url,
              max: maxConnections,
              connectionTimeoutMillis: connectTimeoutMs,
              statement_timeout: statementTimeoutMs,
              // A server that vanished sends no answer at all: give up on it a little later by ourselves.
              query_timeout: statementTimeoutMs + 5000,
              keepAlive: true,
              allowExitOnIdle: true,
              application_name: 'tokentoll',
            }),
    }
  } catch (error) {
    throw new TokentollError({
      code: 'ledger_driver_missing',
      problem: 'A ledger in PostgreSQL needs the package pg',
      remedy: 'Install it: npm install pg',
      cause: error,
    })
  }
}

function unavailableError(cause: unknown): TokentollError {
  return new TokentollError({
    code: 'ledger_unavailable',
    problem: `The ledger's database did not answer: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: "Check url and the server, or open the ledger with connect: 'later' to start without it",
    cause,
  })
}
