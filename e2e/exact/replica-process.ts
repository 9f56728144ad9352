import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { existsSync } from 'node:fs'
import { readJournal } from './journal.ts'
import type { ReplicaOrders } from './replica.ts'

/** A replica that is started again with what it has left to do. */
export interface ReplicaProcess {
  /** Resolves when the process that runs at the moment has ended, however. */
  ended(): Promise<{ readonly code: number | null; readonly signal: string | null; readonly output: string }>
  terminate(): void
  /** Lets a process that is to be killed kill itself in the midst of its calls. */
  kill(): void
  start(options?: { readonly isToBeKilled: boolean }): void
}

const script = fileURLToPath(new URL('./replica.ts', import.meta.url))

export function createReplica(orders: Omit<ReplicaOrders, 'done' | 'isToBeKilled'>): ReplicaProcess {
  let child: ReturnType<typeof spawn> | undefined
  let ending: ReturnType<ReplicaProcess['ended']> | undefined

  return {
    start({ isToBeKilled } = { isToBeKilled: false }) {
      const { journalPath } = orders
      const done = existsSync(journalPath) ? readJournal(journalPath).indices.length : 0
      const complete: ReplicaOrders = { ...orders, done, isToBeKilled }
      const args = [
        '--conditions=@tokentoll/source',
        '--disable-warning=ExperimentalWarning',
        script,
        JSON.stringify(complete),
      ]
      const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      child = started
      ending = (async () => {
        const [output, [code, signal]] = await Promise.all([
          text(started.stdout),
          once(started, 'exit') as Promise<[number | null, string | null]>,
        ])
        return { code, signal, output }
      })()
    },
    terminate: () => void child?.kill('SIGTERM'),
    kill: () => void child?.kill('SIGUSR2'),
    async ended() {
      if (ending === undefined) throw new Error('the replica was never started')
      return ending
    },
  }
}
