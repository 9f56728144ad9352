import { prometheusName, type MetricDefinition } from '@tokentoll/core/semconv'
import type { LabelName } from '../options/labels.ts'
import type { ResolvedRuleOptions } from '../options/resolve-options.ts'

/** Names as one installation has them: prefix, renamed labels and the labels that tell ledgers apart. */
export interface Vocabulary {
  /** The metric's name in Prometheus. */
  metric(definition: MetricDefinition): string
  /** The label's name in Prometheus. */
  label(name: LabelName): string
  /** Label names joined for a grouping clause: ours first, then those that tell ledgers apart. */
  labels(...names: readonly LabelName[]): string
  /** `by (tenantId, task)`. */
  by(...names: readonly LabelName[]): string
  /** `on (tenantId)`. */
  on(...names: readonly LabelName[]): string
  /** Name of a recorded series, `level:metric:operation`; the level `platform` has no labels of ours. */
  recorded(level: readonly LabelName[], metric: string, operation: string): string
}

/** Makes the names of one installation. */
export function createVocabulary(options: ResolvedRuleOptions): Vocabulary {
  const label = (name: LabelName): string => options.labels[name] ?? name
  const labels = (...names: readonly LabelName[]): string =>
    [...names.map((name) => label(name)), ...options.groupLabels].join(', ')
  return {
    metric: (definition) => prometheusName(definition, options.prefix),
    label,
    labels,
    by: (...names) => `by (${labels(...names)})`,
    on: (...names) => `on (${labels(...names)})`,
    recorded: (level, metric, operation) => {
      const place = level.length === 0 ? 'platform' : level.map((name) => label(name)).join('_')
      return `${place}:${options.prefix === '' ? '' : `${options.prefix}_`}${metric}:${operation}`
    },
  }
}
