/** The part of `pg`'s query configuration that is used here. */
export interface PgQuery {
  readonly text: string
  readonly values: unknown[]
  /** Refuses several statements in one text, also when there are no parameters. */
  readonly queryMode: 'extended'
  readonly types: { getTypeParser(oid: number, format?: unknown): unknown }
}

/** The part of a `pg` client that is used here. */
export interface PgClient {
  query(query: PgQuery): Promise<{ readonly rows: readonly unknown[] }>
  release(destroy?: boolean | Error): void
  on?(event: 'error', listener: (error: Error) => void): unknown
  off?(event: 'error', listener: (error: Error) => void): unknown
}

/** The part of a `pg` pool that is used here. */
export interface PgPool {
  connect(): Promise<PgClient>
  end(): Promise<void>
  on?(event: 'error', listener: (error: Error) => void): unknown
}
