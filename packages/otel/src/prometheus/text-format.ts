import type { Attributes } from '@opentelemetry/api'
import { prometheusName } from '@tokentoll/core/semconv'
import type { MetricFamily } from '../publish/metric-source.ts'
import { epochMs } from '../series/hr-time.ts'

/** The two text formats that scrapers ask for. OpenMetrics also says when a series was created. */
export type TextFormat = 'prometheus' | 'openmetrics'

/** Content types by format. */
export const contentTypes: Readonly<Record<TextFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** Options of `familyLines`. */
export interface FamilyTextOptions {
  readonly format: TextFormat
  readonly prefix: string | undefined
  /** Label that tells one process start from another, e.g. `service_instance_id="…"`. */
  readonly instance: string
}

/** The lines of one metric, series by series, so that a long text can be written in pieces. */
export function* familyLines(family: MetricFamily, options: FamilyTextOptions): Generator<string> {
  const { format, instance } = options
  const { metric } = family
  const name = prometheusName(metric, options.prefix)
  const type = family.kind === 'sum' ? 'counter' : family.kind
  // OpenMetrics names the family without the suffix of its samples.
  const familyName = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name
  yield `# HELP ${familyName} ${escapeHelp(metric.description)}\n# TYPE ${familyName} ${type}\n`
  for (const point of family.points) {
    const labels = labelText(point.attributes, instance)
    const created =
      format === 'openmetrics' && type !== 'gauge'
        ? `${familyName}_created{${labels}} ${epochMs(point.startTime) / 1000}\n`
        : ''
    if (typeof point.value === 'number') {
      yield `${name}{${labels}} ${numberText(point.value)}\n${created}`
      continue
    }
    const { buckets, count, sum = 0 } = point.value
    let lines = ''
    let below = 0
    for (const [index, bound] of buckets.boundaries.entries()) {
      below += buckets.counts[index]!
      lines += `${name}_bucket{${labels},le="${boundText(bound, format)}"} ${below}\n`
    }
    yield (
      `${lines}${name}_bucket{${labels},le="+Inf"} ${count}\n` +
      `${name}_sum{${labels}} ${numberText(sum)}\n${name}_count{${labels}} ${count}\n${created}`
    )
  }
}

function labelText(attributes: Attributes, instance: string): string {
  let text = instance
  for (const name in attributes) {
    text += `,${name.replaceAll(/[^a-zA-Z0-9_]/g, '_')}="${escapeLabel(String(attributes[name]))}"`
  }
  return text
}

export function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

// OpenMetrics writes bounds as floats.
function boundText(bound: number, format: TextFormat): string {
  return format === 'openmetrics' && Number.isInteger(bound) ? `${bound}.0` : String(bound)
}
