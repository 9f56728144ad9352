/** A rule that writes a new series. */
export interface RecordingRule {
  readonly record: string
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>> | undefined
}

/** A rule that fires. */
export interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly for?: string | undefined
  readonly keep_firing_for?: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** Rules that Prometheus evaluates in this order, at one instant. */
export interface RuleGroup {
  readonly name: string
  readonly interval: string
  /** How far behind the clock the rules look, so that samples have arrived. */
  readonly query_offset?: string | undefined
  readonly rules: readonly (RecordingRule | AlertRule)[]
}

/** A Prometheus rule file. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[]
}
