/**
 * What one series grew by within a window, to the last digit, newborn series counted from zero.
 *
 * `increase()` extrapolates and sees nothing of a series' first value; on realistic traffic it lost 23 to 34 % of the
 * money. Exact with a fresh `service.instance.id` per process start; where a scraped target comes back under its old
 * name, what it counted since is taken, and only the last moments of its former life are lost.
 * The baseline is looked for over an hour: after a longer outage of the pipeline at the start of the window the whole
 * life of a process counts. A series without a baseline is newborn, one that was lower at any time within the window
 * began anew: both count with all they have. The recorded deltas (`seenDelta`) know more and have neither limit.
 */
export function exactDelta(series: string, window: string): string {
  const now = `last_over_time(${series}[${window}])`
  const before = `last_over_time(${series}[1h] offset ${window})`
  return `${now} - (${before} <= min_over_time(${series}[${window}])) or ${now}`
}
