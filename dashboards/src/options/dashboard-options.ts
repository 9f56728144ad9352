import type { RuleOptions } from '@tokentoll/alerts'

/** What the dashboards can be told; the same object serves the rules, so that names and links agree. */
export interface DashboardOptions extends RuleOptions {
  /** Name of the Prometheus data source that is chosen first. Default: Grafana's default one. */
  readonly dataSource?: string | undefined
  /** Uid of the data source that alerts managed by Grafana ask, and that the compose files create. Default: `prometheus`. */
  readonly dataSourceUid?: string | undefined
  /** Time zone of the axes: `utc`, `browser` or an IANA name. The ledger's periods are UTC. Default: `utc`. */
  readonly timeZone?: string | undefined
  /** Tag that joins the dashboards into one menu. Default: the uid prefix. */
  readonly tag?: string | undefined
  /** First words of every title. Default: `LLM cost`, or `<prefix> LLM cost`. */
  readonly title?: string | undefined
  /**
   * Address of your own conversation report; `${tenantId}` is replaced by the chosen tenant.
   * An http or https address. Default: none, and the drill-down says how to ask the ledger.
   */
  readonly conversationReportUrl?: string | undefined
}
