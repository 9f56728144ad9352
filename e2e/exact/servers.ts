import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRules, rulesYaml } from '@tokentoll/alerts'
import {
  startPostgres,
  startPrometheus,
  startVictoriaMetrics,
  startVmagent,
  type PostgresServer,
  type PrometheusServer,
  type VictoriaMetricsServer,
  type VmagentServer,
} from '@tokentoll/tooling/servers'

/** The real programs of a run. */
export interface Servers {
  readonly postgres: PostgresServer
  readonly prometheus: PrometheusServer
  readonly victoria: VictoriaMetricsServer
  readonly otlpUrl: string
  /** Kills the collector, and starts a new one at the same address after a while. */
  collectorOutage(durationMs: number): Promise<void>
  /** Stops Prometheus, and starts it again on its data and at the same address after a while. */
  prometheusOutage(durationMs: number): Promise<void>
  stop(): Promise<void>
}

/** PostgreSQL; a vmagent that passes everything on to Prometheus, with our recording rules, and VictoriaMetrics. */
export async function startServers(): Promise<Servers> {
  const started: { stop(): Promise<void> }[] = []
  const keep = async <Server extends { stop(): Promise<void> }>(server: Promise<Server>): Promise<Server> => {
    started.push(await server)
    return server
  }
  const stop = async (): Promise<void> => {
    for (const server of started.toReversed()) await server.stop()
  }
  try {
    const groups = createRules().groups.filter(({ name }) => name.endsWith('-exact'))
    const postgres = await keep(startPostgres())
    const storageDir = await mkdtemp(join(tmpdir(), 'tokentoll-exact-prometheus-'))
    started.push({ stop: () => rm(storageDir, { recursive: true, force: true }) })
    const startMetrics = (port?: number): Promise<PrometheusServer> =>
      keep(
        startPrometheus({
          rules: [rulesYaml({ groups })],
          storageDir,
          ...(port === undefined ? {} : { port }),
        }),
      )
    let prometheus = await startMetrics()
    const victoria = await keep(startVictoriaMetrics())
    const startCollector = (port?: number): Promise<VmagentServer> =>
      keep(
        startVmagent({
          remoteWriteUrl: prometheus.remoteWriteUrl,
          flags: [`-remoteWrite.url=${victoria.remoteWriteUrl}`],
          ...(port === undefined ? {} : { port }),
        }),
      )
    let collector = await startCollector()
    return {
      postgres,
      get prometheus() {
        return prometheus
      },
      victoria,
      otlpUrl: collector.otlpUrl,
      async collectorOutage(durationMs) {
        const { port, pid } = collector
        const until = Date.now() + durationMs
        process.kill(pid, 'SIGKILL')
        await collector.stop()
        await sleep(Math.max(0, until - Date.now()))
        collector = await startCollector(port)
      },
      async prometheusOutage(durationMs) {
        const { port } = prometheus
        const until = Date.now() + durationMs
        await prometheus.stop()
        await sleep(Math.max(0, until - Date.now()))
        prometheus = await startMetrics(port)
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
