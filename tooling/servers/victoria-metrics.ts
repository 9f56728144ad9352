import { join } from 'node:path'
import { launch, type TestServer, type TestServerOptions } from './launch.ts'
import { createPromQlClient, type PromQlClient } from './promql-client.ts'

/** A VictoriaMetrics server of its own: OTLP in, PromQL out. */
export interface VictoriaMetricsServer extends TestServer, PromQlClient {
  /** Full address for an OTLP/protobuf metric exporter; JSON is refused. */
  readonly otlpUrl: string
  /** Where remote write is taken. */
  readonly remoteWriteUrl: string
  /** Makes everything taken so far visible to queries; otherwise it takes about a second. */
  flush(): Promise<void>
}

/** Settings of `startVictoriaMetrics`. */
export interface VictoriaMetricsOptions extends TestServerOptions {
  /** How long samples are kept; default `10y`, so that samples of the past are taken too. */
  readonly retention?: string
}

/**
 * Starts VictoriaMetrics with Prometheus names for OTLP metrics, and without the delay before new samples are seen.
 *
 * @throws TestServerMissingError, TestServerStartError
 */
export async function startVictoriaMetrics(
  options: VictoriaMetricsOptions = {},
): Promise<VictoriaMetricsServer> {
  const server = await launch({
    name: 'victoria-metrics',
    options,
    prepare: async ({ port, folder }) => ({
      args: [
        `-httpListenAddr=127.0.0.1:${port}`,
        `-storageDataPath=${join(folder, 'data')}`,
        `-retentionPeriod=${options.retention ?? '10y'}`,
        '-opentelemetry.usePrometheusNaming',
        '-search.latencyOffset=0s',
        '-search.disableCache',
      ],
      readyLine: /started server at http/,
      readyUrl: `http://127.0.0.1:${port}/health`,
    }),
  })
  return {
    ...server,
    ...createPromQlClient(server.url),
    otlpUrl: `${server.url}/opentelemetry/v1/metrics`,
    remoteWriteUrl: `${server.url}/api/v1/write`,
    async flush() {
      const response = await fetch(`${server.url}/internal/force_flush`)
      if (!response.ok) throw new Error(`victoria-metrics: flush answered HTTP ${response.status}`)
      await response.arrayBuffer()
    },
  }
}
