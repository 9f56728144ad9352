import * as metrics from './metrics.ts'
import type { MetricDefinition } from './metrics.ts'

/** Every metric that any package of ours emits: dashboards and rules are linted against it. */
export const allMetrics: readonly MetricDefinition[] = Object.values(metrics)

/** The OpenTelemetry instrument name, e.g. `regintel.llm.cost` with the prefix `regintel`. */
export function instrumentName(metric: MetricDefinition, prefix?: string): string {
  return prefix === undefined || prefix === '' ? metric.name : `${prefix}.${metric.name}`
}

/** The name in Prometheus, e.g. `regintel_llm_cost_total` with the prefix `regintel`. */
export function prometheusName(metric: MetricDefinition, prefix?: string): string {
  if (prefix === undefined || prefix === '') return metric.prometheus
  return `${prefix.replaceAll(/[^a-zA-Z0-9_]/g, '_')}_${metric.prometheus}`
}
