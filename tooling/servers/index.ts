export { available, requireServer } from './available.ts'
export { type AlertmanagerOptions, type AlertmanagerServer, startAlertmanager } from './alertmanager.ts'
export { TestServerMissingError, TestServerStartError } from './errors.ts'
export { findFreePort } from './free-port.ts'
export { findProgram, type Program } from './find-program.ts'
export { type TestServer, type TestServerOptions } from './launch.ts'
export { type OtlpPrometheus, startOtlpPrometheus } from './otlp-prometheus.ts'
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres.ts'
export { type PrometheusOptions, type PrometheusServer, startPrometheus } from './prometheus.ts'
export { type ScrapeTarget } from './prometheus-config.ts'
export { type ProgramName } from './programs.ts'
export { type PromQlClient, type QueryRange, type Sample, type Series } from './promql-client.ts'
export { startRedis, type RedisServer } from './redis.ts'
export { type CommandResult } from './run-command.ts'
export { amtool, dockerCompose, findChromium, promtool, type ToolOptions } from './tools.ts'
export {
  startVictoriaMetrics,
  type VictoriaMetricsOptions,
  type VictoriaMetricsServer,
} from './victoria-metrics.ts'
export { startVmagent, type VmagentOptions, type VmagentServer } from './vmagent.ts'
