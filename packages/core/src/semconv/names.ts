import * as metrics from './metrics.ts'
import type { MetricDefinition } from './metrics.ts'
import { prometheusPrefix } from './prefix.ts'

/** Every metric that any package of ours emits: dashboards and rules are linted against it. */
export const allMetrics: readonly MetricDefinition[] = Object.values(metrics)

/** The OpenTelemetry instrument name, e.g. `regintel.llm.cost` with the prefix `regintel`. */
export function instrumentName(metric: MetricDefinition, prefix?: string): string {
  return takesPrefix(metric, prefix) ? `${prefix}.${metric.name}` : metric.name
}

/** The name in Prometheus, e.g. `regintel_llm_cost_total` with the prefix `regintel`. */
export function prometheusName(metric: MetricDefinition, prefix?: string): string {
  return takesPrefix(metric, prefix) ? `${prometheusPrefix(prefix)}_${metric.prometheus}` : metric.prometheus
}

// Names of the OpenTelemetry GenAI conventions are everybody's: they stay as they are.
function takesPrefix(metric: MetricDefinition, prefix: string | undefined): prefix is string {
  return prefix !== undefined && prefix !== '' && !metric.name.startsWith('gen_ai.')
}
