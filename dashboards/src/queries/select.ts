import type { LabelName } from '@tokentoll/alerts'
import type { BoardContext } from '../board-context.ts'

/** A series with its matchers, and with those of the labels that tell ledgers apart. */
export function select({ options }: BoardContext, series: string, matchers: readonly string[] = []): string {
  const all = [...matchers, ...options.groupLabels.map((label) => `${label}=~${anyOf(label)}`)]
  return all.length === 0 ? series : `${series}{${all.join(', ')}}`
}

/** `label="value"` with the label's name as this installation has it. */
export function equal({ names }: BoardContext, label: LabelName, value: string): string {
  return `${names.label(label)}="${value}"`
}

/** The chosen value of a variable that takes one, as it is: in backquotes nothing in it needs escaping. */
export function chosen({ names }: BoardContext, label: LabelName): string {
  return `${names.label(label)}=\`\${${label}:raw}\``
}

/** The chosen values of a variable that takes several. */
export function anyChosen({ names }: BoardContext, label: LabelName): string {
  return `${names.label(label)}=~${anyOf(label)}`
}

/**
 * Grafana escapes and joins the values as one regular expression. In backquotes, because left to itself its Prometheus
 * data source does not escape a quote in a value, and takes an apostrophe for something to escape.
 */
export function anyOf(variable: string): string {
  return `\`\${${variable}:regex}\``
}

/** `sum by (…) (…)`. */
export function sumBy({ names }: BoardContext, by: readonly LabelName[], inner: string): string {
  return `sum ${names.by(...by)} (${inner})`
}

/**
 * The first answer where there is one, else the second: never a mixture of both.
 *
 * @param known what is there when the first answer is, and quicker to look up. Default: the first answer itself.
 */
export function orElse(
  { names }: BoardContext,
  preferred: string,
  otherwise: string,
  known: string = preferred,
): string {
  return `${preferred} or (${otherwise} unless ${names.on()} ${known})`
}
