import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { DemoError } from './demo-error.ts'
import type { Endpoints } from './endpoints.ts'

/** The loopback provider in a process of its own: its book survives when the demonstration is killed. */
export interface ProviderProcess {
  readonly endpoints: Endpoints
  readonly url: string
  stop(): Promise<void>
}

/** Starts the provider; it writes what it serves to `bookFile`, and ends when we end. */
export async function startProviderProcess(bookFile: string): Promise<ProviderProcess> {
  const main = fileURLToPath(import.meta.resolve('@tokentoll/example-provider/main'))
  const child = spawn(
    process.execPath,
    [...process.execArgv, main, '--book', bookFile, '--seed', 'saas', '--follow-stdin', '--latency', '2'],
    // Its own group: a Ctrl-C in the terminal must not end it before the calls under way are answered.
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  )
  const { url, openaiUrl, anthropicUrl, googleUrl } = await firstLine(child)
  const apiKey = 'loopback'
  return {
    url,
    endpoints: {
      openai: { baseURL: openaiUrl, apiKey },
      anthropic: { baseURL: anthropicUrl, apiKey },
      google: { baseURL: googleUrl, apiKey },
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.stdin?.end()
      }),
  }
}

interface Addresses {
  readonly url: string
  readonly openaiUrl: string
  readonly anthropicUrl: string
  readonly googleUrl: string
}

function firstLine(child: ChildProcess): Promise<Addresses> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(JSON.parse(line) as Addresses))
    child.once('exit', (code) =>
      reject(new DemoError(`the loopback provider ended at once with code ${String(code)}`)),
    )
  })
}
