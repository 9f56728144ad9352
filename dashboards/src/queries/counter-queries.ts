import type { LabelName } from '@tokentoll/alerts'
import type { BoardContext } from '../board-context.ts'
import { select, sumBy } from './select.ts'

/** A recorded series and how to read it. */
export interface Window {
  readonly by: readonly LabelName[]
  readonly matchers?: readonly string[] | undefined
  /** A duration or one of Grafana's, e.g. `$__range`. */
  readonly window: string
  readonly offset?: string | undefined
}

/** What a series of exact deltas adds up to within a window. */
export function inWindow(
  context: BoardContext,
  series: string,
  { by, matchers, window, offset }: Window,
): string {
  const at = offset === undefined ? '' : ` offset ${offset}`
  return sumBy(context, by, `sum_over_time(${select(context, series, matchers)}[${window}]${at})`)
}

/** A recorded series by five minutes, and by the minute. */
export interface TwoSteps {
  readonly fives: string
  readonly minutes: string
}

/**
 * The same from sums of five minutes, which a month of many series needs. Over the time range of the dashboard, where
 * there are none yet because the rules were loaded minutes ago, from the minutes themselves.
 */
export function inLongWindow(context: BoardContext, { fives, minutes }: TwoSteps, window: Window): string {
  const sum = inWindow(context, fives, window)
  if (window.window !== '$__range') return sum
  return `(${sum} or ${inWindow(context, minutes, { ...window, window: '10m' })})`
}

/** A part of the whole between 0 and 1; 0 when nothing matches the part, unknown when there is no whole. */
export function share(part: string, whole: string): string {
  return `(${part} or ${whole} * 0) / (${whole} > 0)`
}
