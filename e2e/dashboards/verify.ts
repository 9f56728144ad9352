import {
  createDashboards,
  panelQueries,
  type DashboardOptions,
  type PanelQuery,
  type VariableValues,
} from '@tokentoll/dashboards'
import type { PrometheusServer } from '@tokentoll/tooling/servers'

/** What a panel's query answered. */
export interface Answer {
  readonly dashboard: string
  readonly query: PanelQuery
  /** Values of the answer at its last instant, by labels. */
  readonly series: readonly {
    readonly labels: Readonly<Record<string, string>>
    readonly points: readonly { readonly atMs: number; readonly value: number }[]
  }[]
  readonly elapsedMs: number
}

const DAY = 86_400_000

/** Runs every query of every dashboard, over the time range that the dashboard opens with. */
export async function runDashboards(
  prometheus: PrometheusServer,
  options: {
    readonly nowMs: number
    readonly variables: VariableValues
    readonly dashboards?: DashboardOptions
    readonly rangeDays?: number
    readonly maxDataPoints?: number
  },
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const { uid, json } of createDashboards(options.dashboards)) {
    const fromMs =
      options.rangeDays === undefined ? opening(json, options.nowMs) : options.nowMs - options.rangeDays * DAY
    for (const query of panelQueries(json, {
      range: { fromMs, toMs: options.nowMs },
      variables: options.variables,
      sampleIntervalMs: 60_000,
      ...(options.maxDataPoints === undefined ? {} : { maxDataPoints: options.maxDataPoints }),
    })) {
      const started = performance.now()
      const series = query.instant
        ? (await prometheus.query(query.expr, options.nowMs)).map(({ labels, atMs, value }) => ({
            labels,
            points: [{ atMs, value }],
          }))
        : await prometheus.queryRange(query.expr, aligned(fromMs, options.nowMs, query.stepMs))
      answers.push({ dashboard: uid, query, series, elapsedMs: performance.now() - started })
    }
  }
  return answers
}

/** Grafana aligns the points of a range with multiples of the step. */
function aligned(
  fromMs: number,
  toMs: number,
  stepMs: number,
): { startMs: number; endMs: number; stepMs: number } {
  return { startMs: Math.floor(fromMs / stepMs) * stepMs, endMs: Math.floor(toMs / stepMs) * stepMs, stepMs }
}

/** Start of the time range that a dashboard opens with: `now/M`, `now-24h` or `now-6h`. */
function opening(json: string, nowMs: number): number {
  const { time } = JSON.parse(json) as { time: { from: string } }
  const hours = /^now-(\d+)h$/.exec(time.from)?.[1]
  if (hours !== undefined) return nowMs - Number(hours) * 3_600_000
  const now = new Date(nowMs)
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth())
}
