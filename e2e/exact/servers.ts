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
    const prometheus = await keep(startPrometheus({ rules: [rulesYaml({ groups })] }))
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
      prometheus,
      victoria,
      otlpUrl: collector.otlpUrl,
      async collectorOutage(durationMs) {
        const { port, pid } = collector
        const until = Date.now() + durationMs
        process.kill(pid, 'SIGKILL')
        await collector.stop()
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, until - Date.now())))
        collector = await startCollector(port)
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
