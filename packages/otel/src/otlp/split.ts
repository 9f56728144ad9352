import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics'

/** Cuts metrics into requests of at most `maxPoints` points each. Data points are passed on, not copied. */
export function* splitByPoints(all: ResourceMetrics, maxPoints: number): Generator<ResourceMetrics> {
  let room = maxPoints
  let scopeMetrics: ResourceMetrics['scopeMetrics'] = []
  for (const { scope, metrics } of all.scopeMetrics) {
    let current: MetricData[] | undefined
    for (const metric of metrics) {
      for (let from = 0; from < metric.dataPoints.length;) {
        const taken = Math.min(room, metric.dataPoints.length - from)
        if (current === undefined) scopeMetrics.push({ scope, metrics: (current = []) })
        current.push({ ...metric, dataPoints: metric.dataPoints.slice(from, from + taken) } as MetricData)
        from += taken
        room -= taken
        if (room > 0) continue
        yield { resource: all.resource, scopeMetrics }
        room = maxPoints
        scopeMetrics = []
        current = undefined
      }
    }
  }
  if (scopeMetrics.length > 0) yield { resource: all.resource, scopeMetrics }
}
