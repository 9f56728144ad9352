import type { LedgerStore, SqlSession } from './ledger-store.ts'

/** How a transaction begins. */
export type TransactionMode = 'READ WRITE' | 'READ ONLY'

/** Runs statements in one transaction in UTC: all of them hold, or none. */
export function inTransaction<Result>(
  store: Pick<LedgerStore, 'session'>,
  mode: TransactionMode,
  run: (session: SqlSession) => Promise<Result>,
): Promise<Result> {
  return store.session(async (session) => {
    await session.query(`BEGIN ISOLATION LEVEL READ COMMITTED ${mode}`)
    try {
      await session.query(`SET LOCAL TIME ZONE 'UTC'`)
      const result = await run(session)
      await session.query('COMMIT')
      return result
    } catch (error) {
      // The first error is the one that tells; a dead connection cannot roll back and need not.
      await session.query('ROLLBACK').catch(() => {})
      throw error
    }
  })
}
