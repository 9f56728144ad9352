import type { LabelName } from '@tokentoll/alerts'
import type { BoardContext } from '../board-context.ts'

/** A series with its matchers, and with those of the labels that tell ledgers apart. */
export function select({ options }: BoardContext, series: string, matchers: readonly string[] = []): string {
  const all = [...matchers, ...options.groupLabels.map((label) => `${label}=~"$${label}"`)]
  return all.length === 0 ? series : `${series}{${all.join(', ')}}`
}

/** `label="value"` with the label's name as this installation has it. */
export function equal({ names }: BoardContext, label: LabelName, value: string): string {
  return `${names.label(label)}="${value}"`
}

/** The chosen value of a variable that takes one: Grafana does not escape it for a regular expression. */
export function chosen({ names }: BoardContext, label: LabelName): string {
  return `${names.label(label)}="$${label}"`
}

/** The chosen values of a variable that takes several: Grafana escapes and joins them. */
export function anyChosen({ names }: BoardContext, label: LabelName): string {
  return `${names.label(label)}=~"$${label}"`
}

/** `sum by (…) (…)`. */
export function sumBy({ names }: BoardContext, by: readonly LabelName[], inner: string): string {
  return `sum ${names.by(...by)} (${inner})`
}

/** The first answer where there is one, else the second: never a mixture of both. */
export function orElse({ names }: BoardContext, preferred: string, otherwise: string): string {
  return `${preferred} or (${otherwise} unless ${names.on()} ${preferred})`
}
