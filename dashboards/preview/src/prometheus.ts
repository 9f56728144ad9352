import { FieldType, type DataFrame, type Field, type Labels } from '@grafana/data'
import type { PanelQuery } from '../../src/grafana/panel-queries.ts'

/** Address under which the preview's own server passes requests on to Prometheus. */
const API = '/prometheus/api/v1'

interface Answer {
  readonly resultType: 'vector' | 'matrix' | 'scalar'
  readonly result: readonly {
    readonly metric: Labels
    readonly value?: Point
    readonly values?: readonly Point[]
  }[]
}

type Point = readonly [seconds: number, value: string]

async function ask(path: string, parameters: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${API}/${path}`, { method: 'POST', body: new URLSearchParams(parameters) })
  const body = (await response.json()) as { status: string; data: unknown; error?: string }
  if (body.status !== 'success') throw new Error(body.error ?? `Prometheus answered ${response.status}`)
  return body.data
}

/** Values of a label over the time range, for a variable `label_values(selector, label)`. */
export async function labelValues(query: string, fromMs: number, toMs: number): Promise<readonly string[]> {
  const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? []
  if (selector === undefined || label === undefined) return []
  const parameters = new URLSearchParams({
    'match[]': selector,
    start: String(fromMs / 1000),
    end: String(toMs / 1000),
  })
  const response = await fetch(`${API}/label/${label}/values?${parameters}`)
  const body = (await response.json()) as { data?: readonly string[] }
  return body.data ?? []
}

/** Runs a query and shapes the answer as Grafana's Prometheus data source does. */
export async function runQuery(
  query: PanelQuery,
  format: string,
  fromMs: number,
  toMs: number,
): Promise<DataFrame[]> {
  const step = query.stepMs / 1000
  const data = query.instant
    ? await ask('query', { query: query.expr, time: String(toMs / 1000) })
    : await ask('query_range', {
        query: query.expr,
        start: String(Math.floor(fromMs / 1000 / step) * step),
        end: String(Math.floor(toMs / 1000 / step) * step),
        step: String(step),
      })
  const { result } = data as Answer
  return format === 'table' ? [tableFrame(query, result)] : result.map((series) => seriesFrame(query, series))
}

function seriesFrame(query: PanelQuery, series: Answer['result'][number]): DataFrame {
  const points = series.values ?? (series.value === undefined ? [] : [series.value])
  const times = points.map(([seconds]) => seconds * 1000)
  const values = points.map(([, value]) => Number(value))
  const name = seriesName(query, series.metric)
  return {
    refId: query.refId,
    length: points.length,
    fields: [
      { name: 'Time', type: FieldType.time, config: { interval: query.stepMs }, values: times },
      {
        name: 'Value',
        type: FieldType.number,
        config: { displayNameFromDS: name },
        labels: series.metric,
        values,
      },
    ],
  }
}

function seriesName(query: PanelQuery, labels: Labels): string {
  if (query.legend !== '')
    return query.legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? '')
  const { __name__: metric = '', ...rest } = labels
  const text = Object.entries(rest).map(([label, value]) => `${label}="${value}"`)
  return text.length === 0 ? metric || 'Value' : `${metric}{${text.join(', ')}}`
}

/** One row per series: its labels in columns, then the value. */
function tableFrame(query: PanelQuery, result: Answer['result']): DataFrame {
  const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].toSorted()
  const column = (name: string): Field => ({
    name,
    type: FieldType.string,
    config: { filterable: true },
    values: result.map(({ metric }) => metric[name] ?? ''),
  })
  return {
    refId: query.refId,
    length: result.length,
    fields: [
      {
        name: 'Time',
        type: FieldType.time,
        config: {},
        values: result.map(({ value }) => (value?.[0] ?? 0) * 1000),
      },
      ...labels.map((label) => column(label)),
      {
        name: `Value #${query.refId}`,
        type: FieldType.number,
        config: {},
        values: result.map(({ value }) => Number(value?.[1] ?? Number.NaN)),
      },
    ],
  }
}
