import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { launch, type TestServer, type TestServerOptions } from './launch.ts'
import { type PrometheusConfigOptions, prometheusConfig } from './prometheus-config.ts'
import { createPromQlClient, type PromQlClient } from './promql-client.ts'

/** A Prometheus server of its own. */
export interface PrometheusServer extends TestServer, PromQlClient {
  /** Where remote write is taken: `url` + `/api/v1/write`. */
  readonly remoteWriteUrl: string
  /** Whether the server answers that it is ready. */
  ready(): Promise<boolean>
}

/** Settings of `startPrometheus` and `startOtlpPrometheus`. */
export interface PrometheusOptions extends TestServerOptions, PrometheusConfigOptions {
  /** Texts of rule files (YAML), besides `ruleFiles`. */
  readonly rules?: readonly string[]
  /** How long samples are kept, in Prometheus' notation; default `15d`. */
  readonly retention?: string
  /** Take samples by remote write; default true. */
  readonly remoteWriteReceiver?: boolean
  /** Folder for the samples that outlives the server; default: one that stop() removes. */
  readonly storageDir?: string
}

/**
 * Starts Prometheus.
 *
 * @throws TestServerMissingError, TestServerStartError (also for a rule that does not parse)
 */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<PrometheusServer> {
  const { rules = [], ruleFiles = [], retention = '15d', remoteWriteReceiver = true, storageDir } = options
  const server = await launch({
    name: 'prometheus',
    options,
    async prepare({ port, folder }) {
      const written = rules.map((_, index) => join(folder, `rules-${index}.yml`))
      await Promise.all(rules.map((text, index) => writeFile(written[index] ?? '', text)))
      const absolute = ruleFiles.map((path) => resolve(path))
      const configPath = join(folder, 'prometheus.yml')
      await writeFile(configPath, prometheusConfig({ ...options, ruleFiles: [...absolute, ...written] }))
      return {
        args: [
          `--config.file=${configPath}`,
          `--storage.tsdb.path=${storageDir === undefined ? join(folder, 'data') : resolve(storageDir)}`,
          `--storage.tsdb.retention.time=${retention}`,
          `--web.listen-address=127.0.0.1:${port}`,
          ...(remoteWriteReceiver ? ['--web.enable-remote-write-receiver'] : []),
        ],
        readyLine: /Server is ready to receive web requests/,
        readyUrl: `http://127.0.0.1:${port}/-/ready`,
      }
    },
  })
  return {
    ...server,
    ...createPromQlClient(server.url),
    remoteWriteUrl: `${server.url}/api/v1/write`,
    ready: () =>
      fetch(`${server.url}/-/ready`, { signal: AbortSignal.timeout(2000) }).then(
        ({ ok }) => ok,
        () => false,
      ),
  }
}
