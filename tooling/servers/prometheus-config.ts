/** A target that Prometheus scrapes, for the first time about five seconds after it has started. */
export interface ScrapeTarget {
  readonly job: string
  /** Full address of the metrics page, such as `http://127.0.0.1:9464/metrics`. */
  readonly url: string
  /** Default 1000 ms. */
  readonly intervalMs?: number
}

/** What goes into prometheus.yml. */
export interface PrometheusConfigOptions {
  /** Paths of rule files; globs are allowed. */
  readonly ruleFiles?: readonly string[]
  readonly scrape?: readonly ScrapeTarget[]
  /** Addresses of Alertmanagers, such as `http://127.0.0.1:9093`; they too are used after about five seconds. */
  readonly alertmanagers?: readonly string[]
  /** How often rules are evaluated; default 1000 ms. */
  readonly evaluationIntervalMs?: number
  /** Samples up to this much older than the newest one are still taken; default 0 ms. */
  readonly outOfOrderWindowMs?: number
}

/** The text of prometheus.yml: JSON, which is YAML too. */
export function prometheusConfig(options: PrometheusConfigOptions): string {
  const { ruleFiles = [], scrape = [], alertmanagers = [] } = options
  const { evaluationIntervalMs = 1000, outOfOrderWindowMs = 0 } = options
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: `${evaluationIntervalMs}ms` },
    storage: { tsdb: { out_of_order_time_window: `${outOfOrderWindowMs}ms` } },
    rule_files: ruleFiles,
    alerting: { alertmanagers: alertmanagers.map(alertmanagerConfig) },
    scrape_configs: scrape.map(scrapeConfig),
  }
  return JSON.stringify(config, null, 2)
}

function alertmanagerConfig(address: string): object {
  const { protocol, host, pathname } = new URL(address)
  return { scheme: protocol.slice(0, -1), path_prefix: pathname, static_configs: [{ targets: [host] }] }
}

function scrapeConfig({ job, url, intervalMs = 1000 }: ScrapeTarget): object {
  const { protocol, host, pathname, searchParams } = new URL(url)
  const params = Object.fromEntries(
    [...new Set(searchParams.keys())].map((key) => [key, searchParams.getAll(key)]),
  )
  return {
    job_name: job,
    scheme: protocol.slice(0, -1),
    metrics_path: pathname,
    params,
    scrape_interval: `${intervalMs}ms`,
    scrape_timeout: `${intervalMs}ms`,
    static_configs: [{ targets: [host] }],
  }
}
