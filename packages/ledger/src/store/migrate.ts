import { TokentollError } from '@tokentoll/core'
import { errorCode } from '../folder/folder-error.ts'
import { createLedgerSchema } from '../schema/0001-ledger.ts'
import { sqlNames, type SchemaNames } from '../schema/names.ts'
import type { LedgerStore } from './ledger-store.ts'

/** Brings the ledger's schema up to date. Several processes may do so at once. */
export async function migrate(store: Pick<LedgerStore, 'session'>, schemas: SchemaNames): Promise<void> {
  const names = sqlNames(schemas)
  // A tenth of a second to load: not on the path of whoever only reads types or records.
  const [{ CompiledQuery, Kysely, PostgresDialect }, { Migrator }] = await Promise.all([
    import('kysely'),
    import('kysely/migration'),
  ])
  const result = await store.session(async (session) => {
    const client = {
      query: async (text: string, values: readonly unknown[] = []) => {
        const rows = await session.query(text, values)
        return { command: 'SELECT', rowCount: rows.length, rows: [...rows] }
      },
      release: () => {},
    }
    const database = new Kysely<unknown>({
      dialect: new PostgresDialect({
        pool: { connect: async () => client as never, end: async () => {}, options: {} },
      }),
    })
    const migrator = new Migrator({
      db: database,
      migrationTableSchema: schemas.schema,
      migrationTableName: 'migration',
      migrationLockTableName: 'migration_lock',
      provider: {
        getMigrations: async () => ({
          '0001-ledger': {
            up: async (transaction) => {
              for (const statement of createLedgerSchema(names)) {
                await transaction.executeQuery(CompiledQuery.raw(statement))
              }
            },
          },
        }),
      },
    })
    return migrator.migrateToLatest()
  })
  if (result.error !== undefined) throw migrationError(result.error, schemas)
}

function migrationError(cause: unknown, schemas: SchemaNames): unknown {
  const code = errorCode(cause)
  if (code === '42501') {
    return new TokentollError({
      code: 'ledger_migration_failed',
      problem: 'The database user may not create the ledger',
      remedy: `Grant it CREATE on the database and on schema "${schemas.viewSchema}", or open the ledger once with a user that has them`,
      field: 'schema',
      value: schemas.schema,
      cause,
    })
  }
  if (code === '42P07' || code === '42809') {
    return new TokentollError({
      code: 'ledger_migration_failed',
      problem: `Something else has a name that the ledger needs: ${cause instanceof Error ? cause.message : code}`,
      remedy: 'Choose another schema or viewSchema',
      field: 'schema',
      value: schemas.schema,
      cause,
    })
  }
  return cause
}
