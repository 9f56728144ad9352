import { Worker } from 'node:worker_threads'
import type { WorkerFailure, WorkerReply, WorkerRequest } from './messages.ts'

/** The database thread. */
export interface DatabaseThread {
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  close(): Promise<void>
}

interface Waiting {
  readonly resolve: (rows: readonly Readonly<Record<string, unknown>>[]) => void
  readonly reject: (error: Error) => void
}

/** Starts PGlite on a folder in a worker thread; resolves when it answers. */
export async function startDatabaseThread(folder: string): Promise<DatabaseThread> {
  // From source the neighbour is TypeScript; the built package has it as a second entry.
  const file = import.meta.url.endsWith('.ts') ? './pglite-worker.ts' : './pglite-worker.js'
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: { folder },
    name: 'tokentoll-ledger',
    // Flags of the process, such as --input-type, do not all suit a thread; this one needs none.
    execArgv: [],
  })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let ended: Error | undefined

  const settle = (reply: WorkerReply): void => {
    const request = waiting.get(reply.id)
    waiting.delete(reply.id)
    // An idle database keeps no process alive; one at work does.
    if (waiting.size === 0) worker.unref()
    if (reply.error === undefined) request?.resolve(reply.rows ?? [])
    else request?.reject(databaseError(reply.error))
  }
  const end = (error: Error): void => {
    ended ??= error
    for (const request of waiting.values()) request.reject(ended)
    waiting.clear()
  }
  const expect = (id: number): ReturnType<DatabaseThread['query']> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(ended)
      waiting.set(id, { resolve, reject })
      worker.ref()
    })
  const ask = (request: Omit<WorkerRequest, 'id'>): ReturnType<DatabaseThread['query']> => {
    lastId += 1
    const answer = expect(lastId)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
    if (ended === undefined) worker.postMessage({ id: lastId, ...request })
    return answer
  }

  worker.on('message', settle)
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () =>
    end(Object.assign(new Error('The ledger is closed'), { code: 'ERR_LEDGER_CLOSED' })),
  )
  try {
    await expect(0)
  } catch (error) {
    await worker.terminate()
    throw error
  }
  return {
    query: (text, values) => ask(values === undefined ? { text } : { text, values }),
    close: async () => {
      if (ended !== undefined) return
      await ask({})
      await worker.terminate()
    },
  }
}

function databaseError(failure: WorkerFailure): Error {
  return Object.assign(new Error(failure.message), { code: failure.code, detail: failure.detail })
}
