import { dateTime, type TimeRange } from '@grafana/data'

/** The time range of an address, or the one that the dashboard opens with. `now` may be fixed for repeatable pictures. */
export function timeRange(address: URLSearchParams, opening: { from: string; to: string }): TimeRange {
  const nowMs = Number(address.get('now') ?? Date.now())
  const from = address.get('from') ?? opening.from
  const to = address.get('to') ?? opening.to
  return { from: dateTime(instant(from, nowMs)), to: dateTime(instant(to, nowMs)), raw: { from, to } }
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function instant(text: string, nowMs: number): number {
  if (text === 'now') return nowMs
  if (text === 'now/M') return Date.UTC(new Date(nowMs).getUTCFullYear(), new Date(nowMs).getUTCMonth())
  const [, amount, unit] = /^now-(\d+)([mhd])$/.exec(text) ?? []
  if (amount !== undefined) return nowMs - Number(amount) * (UNITS[unit ?? ''] ?? 0)
  return Number(text)
}
