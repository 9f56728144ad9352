import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A process of its own, for what only another process can show. */
export interface Child {
  readonly pid: number
  /** The first line it printed. */
  readonly said: string
  /** The next line it prints. */
  next(): Promise<string>
  /** `kill -9`. */
  kill(): Promise<void>
  /** Its exit code. */
  readonly ended: Promise<number | null>
}

const childFile = new URL('./child.ts', import.meta.url).pathname

/** Starts `child.ts` with arguments and waits for its first line. A shell line may set limits before it. */
export async function runChild(role: string, ...args: readonly string[]): Promise<Child> {
  return startChild(process.execPath, ['--conditions=@tokentoll/source', childFile, role, ...args])
}

/** The same below `ulimit -f`: files of the child cannot grow beyond so many KiB. */
export async function runLimitedChild(
  fileKib: number,
  role: string,
  ...args: readonly string[]
): Promise<Child> {
  const command = `ulimit -f ${fileKib}; exec "$@"`
  const node = [process.execPath, '--conditions=@tokentoll/source', childFile, role, ...args]
  return startChild('bash', ['-c', command, 'bash', ...node])
}

async function startChild(command: string, args: readonly string[]): Promise<Child> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done === true) throw new Error(`The child ended without a word (${String(child.exitCode)})`)
    return line.value
  }
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  return {
    pid: child.pid ?? 0,
    said: await next(),
    next,
    ended,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
