import type { DataTransformerConfig, FieldConfigSource } from '@grafana/data'

/** A panel of a classic dashboard, as far as the preview draws it. */
export interface Panel {
  readonly id: number
  readonly type: 'stat' | 'timeseries' | 'bargauge' | 'table' | 'text' | 'row'
  readonly title: string
  readonly description?: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly refId: string; readonly format?: string }[]
  readonly transformations?: DataTransformerConfig[]
  readonly fieldConfig?: FieldConfigSource
  readonly options?: Record<string, unknown>
}

/** A variable of a classic dashboard. */
export interface Variable {
  readonly name: string
  readonly label?: string
  readonly type: string
  readonly multi?: boolean
  readonly query: string | { readonly query: string }
}

/** A classic dashboard. */
export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly description?: string
  readonly timezone: string
  readonly time: { readonly from: string; readonly to: string }
  readonly templating: { readonly list: readonly Variable[] }
  readonly panels: readonly Panel[]
}

/** Reads a dashboard that the preview's server offers. */
export async function loadDashboard(
  uid: string,
): Promise<{ readonly json: string; readonly dashboard: Dashboard }> {
  const response = await fetch(`/dashboards/${uid}.json`)
  if (!response.ok) throw new Error(`There is no dashboard ${uid}`)
  const json = await response.text()
  return { json, dashboard: JSON.parse(json) as Dashboard }
}

/** Uids and titles of all dashboards. */
export async function listDashboards(): Promise<readonly { readonly uid: string; readonly title: string }[]> {
  const response = await fetch('/dashboards/index.json')
  return (await response.json()) as readonly { uid: string; title: string }[]
}
