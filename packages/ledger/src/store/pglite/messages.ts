/** What the worker is asked: a statement, or to close the database. */
export interface WorkerRequest {
  readonly id: number
  readonly text?: string
  readonly values?: readonly unknown[]
}

/** What the worker answers. The first message, with id 0, says that the database is open. */
export interface WorkerReply {
  readonly id: number
  readonly rows?: readonly Readonly<Record<string, unknown>>[]
  readonly error?: WorkerFailure
}

/** An error as it crosses the thread: `code` is PostgreSQL's SQLSTATE or Node's error code. */
export interface WorkerFailure {
  readonly message: string
  readonly code: string | undefined
  readonly detail: string | undefined
}
