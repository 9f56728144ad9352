/**
 * What a ledger total grew by within a window. Totals are the same from every replica and survive restarts.
 *
 * A series that was not there at the start of the window began at zero, but only if other totals were there: otherwise
 * Prometheus had not yet begun to look, and the answer is unknown rather than the whole ledger.
 * The hour of lookback bridges a publisher that was down.
 *
 * @param window a PromQL duration, or without an offset one of Grafana's, e.g. `$__range`
 * @param guard the `on (…)` clause that ties a series to its ledger
 * @param offset how far back the window ends; `-1d` with a window of `1d` dates a day at its start
 */
export function totalWindow(total: string, window: string, guard: string, offset?: string): string {
  const at = (shift: string): string => `last_over_time(${total}[1h]${shift})`
  const end = at(offset === undefined ? '' : ` offset ${offset}`)
  const begin = at(offset === undefined ? ` offset ${window}` : shifted(seconds(window) + seconds(offset)))
  return `${end} - (${begin} or (${end} * 0 and ${guard} ${begin}))`
}

function shifted(ago: number): string {
  return ago === 0 ? '' : ` offset ${ago}s`
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

function seconds(duration: string): number {
  const [, sign, amount, unit] = /^(-?)(\d+)([smhdw])$/.exec(duration) ?? []
  const factor = SECONDS[unit ?? '']
  if (factor === undefined) throw new RangeError(`The duration ${duration} cannot be combined with an offset`)
  return (sign === '-' ? -1 : 1) * Number(amount) * factor
}
