import { dirname, join } from 'node:path'
import { TestServerStartError } from './errors.ts'
import { type Attempt, launch, type TestServer, type TestServerOptions } from './launch.ts'
import { runCommand } from './run-command.ts'

/** A PostgreSQL server of its own; anyone on 127.0.0.1 may log in without a password. */
export interface PostgresServer extends TestServer {
  /** `postgres://postgres@127.0.0.1:port/postgres` */
  readonly url: string
  readonly host: string
  readonly user: string
  readonly database: string
}

/** Settings of `startPostgres`. */
export interface PostgresOptions extends TestServerOptions {
  /** Server settings by name, such as `max_connections`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Keep what makes commits survive a crash (`fsync`, `full_page_writes`); default false, for speed. */
  readonly durable?: boolean
}

/**
 * Starts PostgreSQL with a new cluster: UTF-8, locale C, UTC, superuser `postgres`. As root it runs as `nobody`.
 *
 * @throws TestServerMissingError, TestServerStartError
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const { settings = {}, durable = false } = options
  const server = await launch({
    name: 'postgres',
    scheme: 'postgres',
    options,
    unprivileged: true,
    // SIGTERM would wait for clients to leave; this ends at once, and the data is thrown away anyway.
    stopSignal: 'SIGQUIT',
    async prepare(attempt) {
      const data = join(attempt.folder, 'data')
      await createCluster(attempt, data)
      const effective = {
        listen_addresses: '127.0.0.1',
        port: String(attempt.port),
        unix_socket_directories: '',
        jit: 'off',
        ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
        ...settings,
      }
      const assignments = Object.entries(effective).flatMap(([name, value]) => ['-c', `${name}=${value}`])
      return {
        args: ['-D', data, ...assignments],
        readyLine: /database system is ready to accept connections/,
      }
    },
  })
  return {
    ...server,
    url: `postgres://postgres@127.0.0.1:${server.port}/postgres`,
    host: '127.0.0.1',
    user: 'postgres',
    database: 'postgres',
  }
}

async function createCluster({ program, folder, identity }: Attempt, data: string): Promise<void> {
  const initdb = join(dirname(program.path), 'initdb')
  const args = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']
  const { path, args: wrapped, ...user } = identity?.wrap(initdb, args) ?? { path: initdb, args }
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    TZ: 'UTC',
    LC_ALL: 'C',
    HOME: folder,
    ...program.env,
  }
  const result = await runCommand(path, wrapped, { ...user, cwd: folder, env })
  if (result.code === 0) return
  throw new TestServerStartError(
    'postgres',
    `initdb ended with code ${result.code}`,
    result.stderr + result.stdout,
  )
}
