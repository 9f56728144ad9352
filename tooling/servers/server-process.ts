import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { PortTakenError, TestServerStartError } from './errors.ts'
import type { SpawnTarget } from './identity.ts'

/** A started process that leads its own process group and writes to a log file. */
export interface ServerProcess {
  readonly pid: number
  isRunning(): boolean
  /** The last lines the server wrote to its output, 40 by default. */
  log(lines?: number): string
  /** Sends a signal to the process. */
  signal(name: NodeJS.Signals): void
  /** Ends the process: the given signal first, SIGKILL to the whole group after `graceMs`. */
  end(name: NodeJS.Signals, graceMs: number): Promise<void>
  /** Resolves once the server says it is ready; rejects with its log when it ends or stays silent. */
  ready(isReady: () => Promise<boolean>, timeoutMs: number): Promise<void>
}

export interface ServerProcessOptions {
  readonly name: string
  /** Folder for the log; the working directory unless `cwd` is given. */
  readonly folder: string
  readonly cwd?: string
  readonly target: SpawnTarget
  readonly env: Readonly<Record<string, string>>
}

export function startServerProcess(options: ServerProcessOptions): ServerProcess {
  const { name, folder, cwd = folder, target, env } = options
  const { path, args, ...user } = target
  const logPath = join(folder, 'server.log')
  const output = openSync(logPath, 'a')
  // Only what a server needs: its own settings come as arguments, and secrets of this process stay here.
  const base = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    HOME: folder,
    TMPDIR: folder,
  }
  const child = spawn(path, args, {
    cwd,
    ...user,
    env: { ...base, ...env },
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  child.unref()
  const state = { running: true, outcome: '' }
  const ended = new Promise<void>((resolve) => {
    const finish = (outcome: string): void => {
      state.running = false
      state.outcome ||= outcome
      resolve()
    }
    child.once('error', (error) => finish(`it could not be run: ${error.message}`))
    child.once('exit', (code, signal) => finish(`it ended with ${signal ?? `code ${code}`}`))
  })
  const pid = child.pid ?? -1

  const log = (lines = 40): string => {
    try {
      return readFileSync(logPath, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
    } catch {
      return ''
    }
  }
  const kill = (target: number, signal: NodeJS.Signals): void => {
    try {
      process.kill(target, signal)
    } catch {
      // Already gone.
    }
  }
  const signal = (signalName: NodeJS.Signals): void => {
    if (state.running && pid > 0) kill(pid, signalName)
  }
  return {
    pid,
    isRunning: () => state.running,
    log,
    signal,
    async end(signalName, graceMs) {
      if (!state.running) return
      child.ref()
      signal(signalName)
      signal('SIGCONT')
      const timer = setTimeout(() => kill(-pid, 'SIGKILL'), graceMs)
      await ended
      clearTimeout(timer)
    },
    async ready(isReady, timeoutMs) {
      const deadline = performance.now() + timeoutMs
      while (performance.now() < deadline) {
        if (!state.running) {
          const text = log()
          const taken = /address already in use/i.test(text)
          throw new (taken ? PortTakenError : TestServerStartError)(name, state.outcome, text)
        }
        if (await isReady()) return
        await delay(15)
      }
      throw new TestServerStartError(name, `it was not ready after ${timeoutMs} ms`, log())
    },
  }
}
