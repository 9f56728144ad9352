import type { TimeRange } from './panel-queries.ts'

/** Chosen values by variable: one or several. */
export type VariableValues = Readonly<Record<string, string | readonly string[] | undefined>>

/** What the variables in a query stand for. */
export interface FillInOptions {
  readonly range: TimeRange
  readonly stepMs: number
  readonly sampleIntervalMs: number
  readonly variables: VariableValues
  /** Names of the variables that take several values. */
  readonly several: ReadonlySet<string>
}

/**
 * Replaces Grafana's variables in a query: built-in ones, and chosen values in the formats that our dashboards ask for,
 * `${name:raw}` for one value and `${name:regex}` for several.
 */
export function fillIn(expr: string, options: FillInOptions): string {
  const builtIn = builtInVariables(options)
  return expr.replaceAll(
    /\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g,
    (match, braced?: string, format?: string, plain?: string) => {
      const name = braced ?? plain ?? ''
      return builtIn[name] ?? (name.startsWith('__') ? match : chosen(name, format, options))
    },
  )
}

function builtInVariables({ range, stepMs, sampleIntervalMs }: FillInOptions): Record<string, string> {
  const rangeMs = range.toMs - range.fromMs
  // Grafana: the step plus one sample, but four samples at least, so that rate() always has two.
  const rateMs = Math.max(stepMs + sampleIntervalMs, 4 * sampleIntervalMs)
  return {
    __interval: duration(stepMs),
    __interval_ms: String(stepMs),
    __rate_interval: duration(rateMs),
    __rate_interval_ms: String(rateMs),
    __range: duration(rangeMs),
    __range_s: String(Math.round(rangeMs / 1000)),
    __range_ms: String(rangeMs),
  }
}

function duration(ms: number): string {
  return `${Math.max(1, Math.round(ms / 1000))}s`
}

function chosen(name: string, format: string | undefined, { variables, several }: FillInOptions): string {
  const value = variables[name]
  const values = typeof value === 'string' ? [value] : value
  if (!several.has(name)) return values?.[0] ?? ''
  if (values === undefined) return '.*'
  const texts = format === 'regex' ? values.map((one) => escapeRegex(one)) : values
  return texts.length === 1 ? (texts[0] ?? '') : `(${texts.join('|')})`
}

/** As Grafana's `regex` format does it. */
function escapeRegex(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`)
}
