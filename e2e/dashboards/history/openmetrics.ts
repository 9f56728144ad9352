import type { MetricFamily } from '@tokentoll/otel'
import { prometheusName } from '@tokentoll/core/semconv'

type Labels = Readonly<Record<string, unknown>>

/** One sample with its labels, as a line of OpenMetrics text. */
export function sampleLine(name: string, labels: Labels, value: number, atMs: number): string {
  return `${name}{${labelText(labels)}} ${value} ${atMs / 1000}\n`
}

function labelText(labels: Labels): string {
  let text = ''
  for (const label in labels) {
    if (text !== '') text += ','
    text += `${label}="${escapeValue(String(labels[label]))}"`
  }
  return text
}

function escapeValue(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value
}

/** Samples of what one replica published of a metric at an instant. */
export function familySamples(family: MetricFamily, instance: string, prefix: string | undefined): string {
  const name = prometheusName(family.metric, prefix)
  const identity = `instance="${instance}",job="saas"`
  let lines = ''
  for (const { attributes, value, endTime } of family.points) {
    const own = labelText(attributes)
    const labels = own === '' ? identity : `${identity},${own}`
    const at = (endTime[0] * 1000 + endTime[1] / 1e6) / 1000
    if (typeof value === 'number') {
      lines += `${name}{${labels}} ${value} ${at}\n`
      continue
    }
    let below = 0
    for (const [index, bound] of value.buckets.boundaries.entries()) {
      below += value.buckets.counts[index] ?? 0
      lines += `${name}_bucket{${labels},le="${bound}"} ${below} ${at}\n`
    }
    lines += `${name}_bucket{${labels},le="+Inf"} ${value.count} ${at}\n`
    lines += `${name}_count{${labels}} ${value.count} ${at}\n${name}_sum{${labels}} ${value.sum ?? 0} ${at}\n`
  }
  return lines
}

/** Labels of an answer without the name of its metric. */
export function named(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== '__name__'))
}
