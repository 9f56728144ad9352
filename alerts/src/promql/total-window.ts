/**
 * What a ledger total grew by within a window. Totals are the same from every replica and survive restarts.
 *
 * A series that was not there at the start of the window began at zero, but only if other totals were there: otherwise
 * Prometheus had not yet begun to look, and the answer is unknown rather than the whole ledger.
 * The hour of lookback bridges a publisher that was down.
 *
 * @param guard the `on (…)` clause that ties a series to its ledger
 * @param offset of the window's end; `-1d` with a window of `1d` dates a day at its start
 */
export function totalWindow(total: string, window: string, guard: string, offset = '0s'): string {
  const end =
    offset === '0s' ? `last_over_time(${total}[1h])` : `last_over_time(${total}[1h] offset ${offset})`
  const begin = `last_over_time(${total}[1h]${shifted(window, offset)})`
  return `${end} - (${begin} or (${end} * 0 and ${guard} ${begin}))`
}

/** The window ends at `offset`, so it begins at `offset + window`; only "the same, ahead" and "now" are needed. */
function shifted(window: string, offset: string): string {
  if (offset === '0s') return ` offset ${window}`
  if (offset === `-${window}`) return ''
  throw new RangeError(`The window ${window} cannot be combined with the offset ${offset}`)
}
