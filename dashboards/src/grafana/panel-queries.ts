import { fillIn, type VariableValues } from './fill-in.ts'

/** The time range that a dashboard shows, epoch milliseconds, both ends included. */
export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
}

/** A query of a panel as Grafana would send it to Prometheus. */
export interface PanelQuery {
  readonly panelId: number
  readonly panelTitle: string
  readonly panelType: string
  readonly refId: string
  readonly expr: string
  readonly legend: string
  /** True: once, at the end of the time range. */
  readonly instant: boolean
  /** Distance of the points of a range, milliseconds. */
  readonly stepMs: number
}

/** What fills in a dashboard's variables. */
export interface PanelQueryOptions {
  readonly range: TimeRange
  /** Chosen values by variable; a variable that is left out takes all values, or the empty one where it takes one. */
  readonly variables?: VariableValues
  /** Most points per series, as Grafana derives it from a panel's width. Default: 500. */
  readonly maxDataPoints?: number
  /** Scrape or export interval that the data source is configured with. Default: 15,000 ms. */
  readonly sampleIntervalMs?: number
}

interface Target {
  readonly refId: string
  readonly expr: string
  readonly legendFormat?: string
  readonly instant?: boolean
}

interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly interval?: string
  readonly targets?: readonly Target[]
}

interface Dashboard {
  readonly panels: readonly Panel[]
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly multi?: boolean }[]
  }
}

/** Every query of a dashboard with Grafana's variables filled in: to run a bundle against a Prometheus without Grafana. */
export function panelQueries(json: string, options: PanelQueryOptions): readonly PanelQuery[] {
  const { panels, templating } = JSON.parse(json) as Dashboard
  const several = new Set(templating.list.filter(({ multi }) => multi === true).map(({ name }) => name))
  return panels.flatMap((panel) =>
    (panel.targets ?? []).map((target) => panelQuery(panel, target, several, options)),
  )
}

function panelQuery(
  panel: Panel,
  target: Target,
  several: ReadonlySet<string>,
  options: PanelQueryOptions,
): PanelQuery {
  const { range, variables = {}, maxDataPoints = 500, sampleIntervalMs = 15_000 } = options
  const least = panel.interval === undefined ? sampleIntervalMs : durationMs(panel.interval)
  const stepMs = niceStep(Math.max((range.toMs - range.fromMs) / maxDataPoints, least, 1000))
  return {
    panelId: panel.id,
    panelTitle: panel.title,
    panelType: panel.type,
    refId: target.refId,
    expr: fillIn(target.expr, { range, stepMs, sampleIntervalMs, variables, several }),
    legend: target.legendFormat ?? '',
    instant: target.instant === true,
    stepMs,
  }
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** Milliseconds of a duration such as `15m`. */
export function durationMs(text: string): number {
  const [, amount, unit] = /^(\d+)([smhdw])$/.exec(text) ?? []
  const factor = UNITS[unit ?? '']
  if (factor === undefined) throw new RangeError(`${text} is not a duration such as 15m`)
  return Number(amount) * factor
}

const NICE = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
]

/** Grafana rounds steps to a series of its own; rounding up to one of these comes near enough. */
function niceStep(ms: number): number {
  const found = NICE.find((seconds) => seconds * 1000 >= ms)
  return found === undefined ? Math.ceil(ms / 86_400_000) * 86_400_000 : found * 1000
}
