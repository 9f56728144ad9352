import { type PrometheusOptions, type PrometheusServer, startPrometheus } from './prometheus.ts'
import { startVmagent } from './vmagent.ts'

/** A Prometheus that is reached by OTLP, through a vmagent in front of it. */
export interface OtlpPrometheus {
  /** Full address for an OTLP/protobuf metric exporter; JSON is refused. */
  readonly otlpUrl: string
  readonly prometheus: PrometheusServer
  /** Ends both servers. */
  stop(): Promise<void>
}

/**
 * Starts Prometheus and a vmagent that turns OTLP into remote write: Debian's Prometheus has no OTLP receiver of its
 * own. A sample is visible about a second after it was sent.
 *
 * @throws TestServerMissingError, TestServerStartError
 */
export async function startOtlpPrometheus(options: PrometheusOptions = {}): Promise<OtlpPrometheus> {
  const prometheus = await startPrometheus(options)
  try {
    const vmagent = await startVmagent({ remoteWriteUrl: prometheus.remoteWriteUrl })
    return {
      otlpUrl: vmagent.otlpUrl,
      prometheus,
      async stop() {
        await vmagent.stop()
        await prometheus.stop()
      },
    }
  } catch (error) {
    await prometheus.stop()
    throw error
  }
}
