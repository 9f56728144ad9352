import { join } from 'node:path'
import { requireServer, startPostgres, type PostgresServer } from '@tokentoll/tooling/servers'
import { Client } from 'pg'
import { openPglite, openPostgres, type LedgerStore, type PostgresOptions } from '../index.ts'
import { createPgliteTemplate } from './pglite-template.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A place where each `open` finds an empty ledger. */
export interface TestDatabase {
  readonly open: (options?: Partial<PostgresOptions>) => Promise<LedgerStore>
  readonly dispose: () => Promise<void>
}

async function startPglite(): Promise<TestDatabase> {
  const folder = temporaryFolder()
  const template = await createPgliteTemplate()
  let opened = 0
  return {
    open: () => {
      const dataDir = join(folder.path, String((opened += 1)))
      template.copyTo(dataDir)
      return openPglite({ dataDir })
    },
    dispose: async () => {
      template.remove()
      folder.remove()
    },
  }
}

async function startServer(): Promise<TestDatabase> {
  const server = await startPostgres()
  return {
    open: async (options) => openPostgres({ url: await createDatabase(server), ...options }),
    dispose: () => server.stop(),
  }
}

/** Creates an empty database on the server and returns its address. */
export async function createDatabase(server: PostgresServer): Promise<string> {
  const name = `ledger_${process.hrtime.bigint()}`
  const client = new Client({ connectionString: server.url })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  return new URL(`/${name}`, server.url).href
}

/** Both databases that a ledger can be kept in; what is missing here is said aloud and, in CI, is a failure. */
export const databases: readonly {
  readonly name: string
  readonly isMissing: boolean
  readonly start: () => Promise<TestDatabase>
}[] = [
  { name: 'PGlite', isMissing: false, start: startPglite },
  { name: 'PostgreSQL', isMissing: !(await requireServer('postgres')), start: startServer },
]
