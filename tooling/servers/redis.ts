import { launch, type TestServer, type TestServerOptions } from './launch.ts'

/** A Redis server of its own that keeps everything in memory. */
export interface RedisServer extends TestServer {
  /** `redis://127.0.0.1:port` */
  readonly url: string
  /** Freezes the process (SIGSTOP): connections stay open and nothing answers. */
  pause(): void
  /** Lets a paused process go on (SIGCONT). */
  resume(): void
  /** Ends the process at once (SIGKILL), as a crash would; stop() still removes the folder. */
  kill(): Promise<void>
}

/**
 * Starts Redis without persistence.
 *
 * @throws TestServerMissingError, TestServerStartError
 */
export async function startRedis(options: TestServerOptions = {}): Promise<RedisServer> {
  const server = await launch({
    name: 'redis',
    scheme: 'redis',
    options,
    prepare: async ({ port, folder }) => ({
      args: ['--bind', '127.0.0.1', '--port', `${port}`, '--save', '', '--appendonly', 'no', '--dir', folder],
      readyLine: /Ready to accept connections/,
    }),
  })
  return {
    ...server,
    pause: () => server.process.signal('SIGSTOP'),
    resume: () => server.process.signal('SIGCONT'),
    kill: () => server.process.end('SIGKILL', 5000),
  }
}
