import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** The demonstration in a process of its own, as `npm run demo` starts it. */
export interface DemoProcess {
  readonly pid: number
  /** Everything it printed so far. */
  output(): string
  /** Resolves when it has printed `text`; rejects when it ends before. */
  printed(text: string | RegExp): Promise<void>
  readonly ended: Promise<{
    readonly code: number | null
    readonly signal: string | null
    readonly output: string
  }>
  kill(signal: NodeJS.Signals): void
}

/** A fresh folder for a ledger. */
export function demoFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tokentoll-demo-'))
}

/** The program itself. */
export function startDemo(...args: readonly string[]): DemoProcess {
  const main = fileURLToPath(new URL('../../examples/saas/src/main.ts', import.meta.url))
  const flags = ['--conditions=@tokentoll/source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  return watch(child, (signal) => child.kill(signal))
}

/** `npm run demo` in a process group of its own; a signal reaches the whole group, as in a terminal. */
export function startNpmDemo(...args: readonly string[]): DemoProcess {
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const child = spawn('npm', ['run', '--silent', 'demo', '--', ...args], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return watch(child, (signal) => process.kill(-child.pid!, signal))
}

function watch(
  child: ChildProcessByStdio<null, Readable, Readable>,
  kill: (signal: NodeJS.Signals) => void,
): DemoProcess {
  let output = ''
  const listeners = new Set<() => void>()
  const read = (chunk: Buffer): void => {
    output += chunk.toString()
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  const ended = new Promise<{ code: number | null; signal: string | null; output: string }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, output }))
  })
  return {
    pid: child.pid!,
    output: () => output,
    ended,
    kill,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === 'string' ? !output.includes(text) : !text.test(output)) return
          listeners.delete(look)
          resolve()
        }
        listeners.add(look)
        look()
        void ended.then(() =>
          reject(new Error(`the demonstration ended without printing ${String(text)}:\n${output}`)),
        )
      }),
  }
}
