// Runs PGlite in a thread of its own: a statement blocks the thread that runs it for its whole length.
// Imports nothing of ours at run time, so that it loads the same from source and from the built package.
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import type { WorkerFailure, WorkerReply, WorkerRequest } from './messages.ts'

const int8 = 20
const date = 1082
const parsers = { [int8]: (text: string) => BigInt(text), [date]: (text: string) => text }

const port = parentPort
if (port !== null) await serve(port, (workerData as { readonly folder: string }).folder)

async function serve(port: NonNullable<typeof parentPort>, folder: string): Promise<void> {
  const reply = (message: WorkerReply): void => port.postMessage(message)
  let database: PGlite
  try {
    database = await PGlite.create({ dataDir: folder, parsers })
    await database.query(`SET timezone = 'UTC'`)
  } catch (error) {
    reply({ id: 0, error: failure(error) })
    return
  }
  port.on('message', (request: WorkerRequest) => {
    void answer(request)
  })
  reply({ id: 0 })

  async function answer({ id, text, values }: WorkerRequest): Promise<void> {
    try {
      if (text === undefined) {
        await database.close()
        reply({ id })
        port.close()
      } else {
        const { rows } = await database.query<Record<string, unknown>>(
          text,
          values === undefined ? [] : [...values],
        )
        reply({ id, rows })
      }
    } catch (error) {
      reply({ id, error: failure(error) })
    }
  }
}

function failure(error: unknown): WorkerFailure {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  return {
    message: error instanceof Error ? error.message : String(error),
    code: typeof fields['code'] === 'string' ? fields['code'] : undefined,
    detail: typeof fields['detail'] === 'string' ? fields['detail'] : undefined,
  }
}
