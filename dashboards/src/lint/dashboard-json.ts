/** The parts of a classic dashboard that checks and queries read. */
export interface DashboardJson {
  readonly id?: number | null
  readonly uid?: string
  readonly title?: string
  readonly tags?: readonly string[]
  readonly editable?: boolean
  readonly refresh?: string
  readonly schemaVersion?: number
  readonly time?: { readonly from: string; readonly to: string }
  readonly links?: readonly { readonly title?: string; readonly placement?: string }[]
  readonly annotations?: {
    readonly list?: readonly { readonly placement?: string; readonly expr?: string }[]
  }
  readonly templating?: { readonly list?: readonly VariableJson[] }
  readonly panels?: readonly PanelJson[]
}

/** A variable of a dashboard. */
export interface VariableJson {
  readonly name: string
  readonly type: string
  readonly label?: string
  readonly query?: string | { readonly query: string }
  readonly refresh?: number
  readonly multi?: boolean
  readonly includeAll?: boolean
  readonly allValue?: string
  readonly regex?: string
}

/** A panel of a dashboard. */
export interface PanelJson {
  readonly id?: number
  readonly type: string
  readonly title?: string
  readonly description?: string
  readonly interval?: string
  readonly datasource?: { readonly uid?: string }
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly TargetJson[]
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } }
}

/** A query of a panel. */
export interface TargetJson {
  readonly refId?: string
  readonly expr: string
  readonly legendFormat?: string
  readonly instant?: boolean
  readonly format?: string
}
