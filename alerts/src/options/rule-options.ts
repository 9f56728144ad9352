import type { LabelName } from './labels.ts'
import type { Thresholds } from './thresholds.ts'

/** What the rules (and the dashboards, which share it) can be told. Every field has a default. */
export interface RuleOptions {
  /** Prefix of the metric names, as given to the emitter, e.g. `regintel`. Default: none. */
  readonly prefix?: string | undefined
  /** Label names where a pipeline renames ours, e.g. `{ tenantId: 'tenant' }`. Default: our own names. */
  readonly labels?: Readonly<Partial<Record<LabelName, string>>> | undefined
  /**
   * Labels that tell several ledgers in one Prometheus apart, e.g. `['deployment_environment_name']`.
   * They are kept in every aggregation, and each becomes a variable on every dashboard. Default: none.
   */
  readonly groupLabels?: readonly string[] | undefined
  /** Limits at which alerts fire. Amounts that differ by tenant are budgets, not thresholds. */
  readonly thresholds?: Readonly<Partial<Thresholds>> | undefined
  /** Start of every dashboard uid: 2 to 28 of a-z, 0-9 and hyphen, a letter first, no hyphen last. Default: `llm-cost`, or `<prefix>-llm-cost`. */
  readonly uidPrefix?: string | undefined
  /** Where Grafana is, for `dashboard_url`. Default: `http://localhost:3000`. */
  readonly grafanaUrl?: string | undefined
  /** Where the runbook is, for `runbook_url`. Default: the copy in the published package. */
  readonly runbookUrl?: string | undefined
  /** Labels added to every alert, e.g. `{ team: 'platform' }`. Default: none. */
  readonly alertLabels?: Readonly<Record<string, string>> | undefined
}
