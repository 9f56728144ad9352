import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { TokentollError } from '@tokentoll/core'
import { errorCode, folderError } from '../../folder/folder-error.ts'
import { lockFolder } from '../../folder/folder-lock.ts'
import { prepareFolder } from '../../folder/prepare-folder.ts'
import { ownSpool } from '../../spool/claim-spool.ts'
import type { LedgerStore, SqlSession } from '../ledger-store.ts'
import { migrate } from '../migrate.ts'
import { createMutex } from './mutex.ts'
import { startDatabaseThread, type DatabaseThread } from './start-worker.ts'

/** Options of `openPglite`. */
export interface PgliteOptions {
  /** Folder of the ledger, on a local disk; created when missing. One process at a time has it open. */
  readonly dataDir: string
  /** Schema of the tables; default `tokentoll`. */
  readonly schema?: string
  /** Schema of the views `llm_cost_metrics` and `llm_call_log`; default `public`. */
  readonly viewSchema?: string
}

/**
 * Opens a ledger that is embedded in this process: PostgreSQL as WebAssembly (PGlite), kept in a folder. The
 * first opening of a folder takes some 2.5 s, later ones 0.3 s. What was recorded survives `kill -9`; a
 * power failure may cost the newest records, for which there is `openPostgres`.
 *
 * @throws TokentollError `ledger_locked` while another process has it open, `ledger_folder_unwritable`,
 * `ledger_unreadable` when the folder holds a database of another version or a damaged one,
 * `ledger_driver_missing` without `@electric-sql/pglite`, `ledger_worker_missing` inside a bundle.
 */
export async function openPglite(options: PgliteOptions): Promise<LedgerStore> {
  const { dataDir, schema = 'tokentoll', viewSchema = 'public' } = options
  prepareFolder(dataDir)
  const lock = await lockFolder(dataDir)
  let thread: DatabaseThread | undefined
  try {
    const spool = ownSpool(join(dataDir, 'spool'))
    thread = await startThread(dataDir)
    const store = createPgliteStore(thread, { schema, viewSchema, spool, release: () => lock.release() })
    await store.prepare()
    return store
  } catch (error) {
    await thread?.close().catch(() => {})
    await lock.release()
    throw error
  }
}

function createPgliteStore(
  thread: DatabaseThread,
  options: Pick<LedgerStore, 'schema' | 'viewSchema' | 'spool'> & { readonly release: () => Promise<void> },
): LedgerStore {
  const { schema, viewSchema, spool } = options
  const exclusively = createMutex()
  const session: SqlSession = { query: thread.query }
  let prepared: Promise<void> | undefined
  let closed: Promise<void> | undefined
  const store: LedgerStore = {
    name: 'pglite',
    schema,
    viewSchema,
    spool,
    prepare: () => (prepared ??= migrate(store, store)),
    session: (run) => exclusively(() => run(session)),
    // Single-user PostgreSQL has no background processes: no checkpoint and no autovacuum happens by itself.
    maintain: () =>
      exclusively(async () => {
        await session.query('VACUUM ANALYZE')
        await session.query('CHECKPOINT')
      }),
    close: () =>
      (closed ??= exclusively(async () => {
        await thread.close()
        await options.release()
      })),
  }
  return store
}

// Creating takes seconds, and a database that was killed at it would never start: it gets its name when it is whole.
async function createDatabase(dataDir: string, folder: string): Promise<void> {
  const unfinished = join(dataDir, 'pgdata.new')
  rmSync(unfinished, { recursive: true, force: true })
  const thread = await startDatabaseThread(unfinished)
  await thread.close()
  renameSync(unfinished, folder)
}

async function startThread(dataDir: string): Promise<DatabaseThread> {
  const folder = join(dataDir, 'pgdata')
  try {
    if (!existsSync(folder)) await createDatabase(dataDir, folder)
    return await startDatabaseThread(folder)
  } catch (error) {
    const code = errorCode(error)
    const message = error instanceof Error ? error.message : String(error)
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
    if (isMissing && !message.includes('@electric-sql/pglite')) {
      throw new TokentollError({
        code: 'ledger_worker_missing',
        problem: `The file of the database's worker thread is not beside the ledger's own: ${message}`,
        remedy:
          'Leave @tokentoll/ledger out of the bundle (external), so that it is loaded from node_modules',
        cause: error,
      })
    }
    if (isMissing) {
      throw new TokentollError({
        code: 'ledger_driver_missing',
        problem: 'The embedded ledger needs the package @electric-sql/pglite',
        remedy: 'Install it: npm install @electric-sql/pglite',
        cause: error,
      })
    }
    if (code !== undefined && /^E(?!RR_)/.test(code)) throw folderError(dataDir, error)
    throw new TokentollError({
      code: 'ledger_unreadable',
      problem: `The embedded database did not start: ${message}`,
      remedy:
        'Look whether the disk is full or the folder is of another PGlite version; else restore it from a copy, or begin with an empty folder',
      field: 'dataDir',
      value: dataDir,
      cause: error,
    })
  }
}
