import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PortTakenError } from './errors.ts'
import { type Program, findProgram } from './find-program.ts'
import { findFreePort } from './free-port.ts'
import { type Identity, unprivilegedIdentity } from './identity.ts'
import type { ProgramName } from './programs.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import { type Watchdog, startWatchdog } from './watchdog.ts'

/** What every test server offers. */
export interface TestServer {
  /** `http://127.0.0.1:port` or the scheme of the server; without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** The last lines of the server's own log, 40 by default. */
  log(lines?: number): string
  /** Ends the process and removes its folder. May be called again, and after the server has ended by itself. */
  stop(): Promise<void>
}

/** What every start function accepts. */
export interface TestServerOptions {
  /** Fixed port of 127.0.0.1; default: a free one. */
  readonly port?: number
  /** Further arguments for the program. */
  readonly flags?: readonly string[]
  /** How long the server may take to become ready; default 30 000 ms. */
  readonly startTimeoutMs?: number
}

export interface Attempt {
  readonly program: Program
  readonly port: number
  /** Fresh temporary folder, removed by stop(). */
  readonly folder: string
  readonly identity: Identity | undefined
}

export interface Command {
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** A line in the server's log that says it listens. The log proves that the listener is this very process. */
  readonly readyLine: RegExp
  /** Answers 2xx once the server is ready, asked after the line has appeared. */
  readonly readyUrl?: string
}

export interface LaunchOptions {
  readonly name: ProgramName
  readonly scheme?: string
  readonly options: TestServerOptions
  /** Run as another user when this process is root. */
  readonly unprivileged?: boolean
  /** Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals
  /** Writes what the server needs into the folder and says how to start it. */
  readonly prepare: (attempt: Attempt) => Promise<Command>
}

export interface Launched extends TestServer {
  readonly process: ServerProcess
}

const portAttempts = 5
const stopGraceMs = 5000

/** Starts a server in a fresh folder on a free port, again on another one if the port is lost in a race. */
export async function launch(launchOptions: LaunchOptions): Promise<Launched> {
  const program = await findProgram(launchOptions.name)
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchOnce(program, launchOptions)
    } catch (error) {
      const fixed = launchOptions.options.port !== undefined
      if (!(error instanceof PortTakenError) || fixed || attempt === portAttempts) throw error
    }
  }
}

async function launchOnce(program: Program, launchOptions: LaunchOptions): Promise<Launched> {
  const {
    name,
    scheme = 'http',
    options,
    unprivileged = false,
    stopSignal = 'SIGTERM',
    prepare,
  } = launchOptions
  const folder = await mkdtemp(join(tmpdir(), `tokentoll-${name}-`))
  const watchdog = startWatchdog(folder, stopSignal)
  let serverProcess: ServerProcess | undefined
  const cleanUp = (): Promise<void> => removeAll(serverProcess, stopSignal, folder, watchdog)
  try {
    const identity = unprivileged ? await unprivilegedIdentity([program.path, tmpdir()]) : undefined
    if (identity) await chown(folder, identity.uid, identity.gid)
    const port = options.port ?? (await findFreePort())
    const command = await prepare({ program, port, folder, identity })
    const target = { path: program.path, args: [...command.args, ...(options.flags ?? [])] }
    const started = startServerProcess({
      name,
      folder,
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
      target: identity ? identity.wrap(target.path, target.args) : target,
      env: { ...program.env, ...command.env },
    })
    serverProcess = started
    if (started.pid > 0) watchdog.watch(started.pid)
    await started.ready(() => isReady(started, command), options.startTimeoutMs ?? 30_000)
    let stopping: Promise<void> | undefined
    return {
      url: `${scheme}://127.0.0.1:${port}`,
      port,
      pid: started.pid,
      process: started,
      log: started.log,
      stop: () => (stopping ??= cleanUp()),
    }
  } catch (error) {
    await cleanUp()
    throw error
  }
}

async function isReady(started: ServerProcess, command: Command): Promise<boolean> {
  if (!command.readyLine.test(started.log(200))) return false
  if (command.readyUrl === undefined) return true
  return fetch(command.readyUrl, { signal: AbortSignal.timeout(1000) }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.ok
    },
    () => false,
  )
}

async function removeAll(
  serverProcess: ServerProcess | undefined,
  stopSignal: NodeJS.Signals,
  folder: string,
  watchdog: Watchdog,
): Promise<void> {
  await serverProcess?.end(stopSignal, stopGraceMs)
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  watchdog.dismiss()
}
