import { join } from 'node:path'
import { launch, type TestServer, type TestServerOptions } from './launch.ts'

/** A vmagent of its own: OTLP in, remote write out. */
export interface VmagentServer extends TestServer {
  /** Full address for an OTLP/protobuf metric exporter; JSON is refused. */
  readonly otlpUrl: string
}

/** Settings of `startVmagent`. */
export interface VmagentOptions extends TestServerOptions {
  /** Where to send what arrives, such as `remoteWriteUrl` of a Prometheus. */
  readonly remoteWriteUrl: string
}

/**
 * Starts vmagent with Prometheus names for OTLP metrics; it passes on what arrived once a second.
 *
 * @throws TestServerMissingError, TestServerStartError
 */
export async function startVmagent(options: VmagentOptions): Promise<VmagentServer> {
  const server = await launch({
    name: 'vmagent',
    options,
    prepare: async ({ port, folder }) => ({
      args: [
        `-httpListenAddr=127.0.0.1:${port}`,
        `-remoteWrite.url=${options.remoteWriteUrl}`,
        `-remoteWrite.tmpDataPath=${join(folder, 'queue')}`,
        '-remoteWrite.flushInterval=1s',
        '-opentelemetry.usePrometheusNaming',
      ],
      readyLine: /started server at http/,
      readyUrl: `http://127.0.0.1:${port}/health`,
    }),
  })
  return { ...server, otlpUrl: `${server.url}/opentelemetry/v1/metrics` }
}
