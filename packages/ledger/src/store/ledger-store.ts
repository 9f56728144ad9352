import type { SchemaNames } from '../schema/names.ts'
import type { ClaimedSpool } from '../spool/claim-spool.ts'

/** A row as the driver returns it: `numeric` as text, `bigint` as `bigint`, `timestamptz` as `Date`, `date` as text. */
export type SqlRow = Readonly<Record<string, unknown>>

/** One connection, held for several statements. */
export interface SqlSession {
  query(text: string, values?: readonly unknown[]): Promise<readonly SqlRow[]>
}

/** A database that a ledger can be kept in. Made by `openPglite` and `openPostgres`. */
export interface LedgerStore extends SchemaNames {
  readonly name: string
  /** Where records wait on disk; undefined: they wait in memory only. */
  readonly spool: ClaimedSpool | undefined
  /** Connects and brings the schema up to date. Safe to call again; does nothing the second time. */
  prepare(): Promise<void>
  /** Runs statements on one connection that nobody else uses meanwhile. */
  session<Result>(run: (session: SqlSession) => Promise<Result>): Promise<Result>
  /** Housekeeping that the database does not do by itself. */
  maintain(): Promise<void>
  close(): Promise<void>
}
