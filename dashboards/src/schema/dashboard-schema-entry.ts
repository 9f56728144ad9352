import type * as bargauge from '@grafana/grafana-foundation-sdk/bargauge'
import type * as grafana from '@grafana/grafana-foundation-sdk/dashboard'
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus'
import type * as stat from '@grafana/grafana-foundation-sdk/stat'
import type * as table from '@grafana/grafana-foundation-sdk/table'
import type * as text from '@grafana/grafana-foundation-sdk/text'
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries'

/** A panel as we write it: Prometheus queries, and the options of its own kind, which Grafana's type leaves open. */
interface CheckedPanel<Type extends string, Options, Custom> extends Omit<
  grafana.Panel,
  'targets' | 'type' | 'options' | 'fieldConfig'
> {
  type: Type
  targets?: Omit<Dataquery, '_implementsDataqueryVariant'>[]
  options?: Partial<Options>
  fieldConfig?: {
    defaults: Omit<grafana.FieldConfig, 'custom' | 'links'> & {
      custom?: Custom
      links?: { title: string; url: string }[]
    }
    overrides: grafana.FieldConfigSource['overrides']
  }
}

/** The dashboard as Grafana's own types have it, of panels that the preview can draw; a JSON schema is made from this. */
export interface CheckedDashboard extends Omit<grafana.Dashboard, 'panels'> {
  panels: (
    | CheckedPanel<'stat', stat.Options, never>
    | CheckedPanel<'timeseries', timeseries.Options, timeseries.FieldConfig>
    | CheckedPanel<'bargauge', bargauge.Options, never>
    | CheckedPanel<'table', table.Options, table.FieldConfig>
    | CheckedPanel<'text', text.Options, never>
    | grafana.RowPanel
  )[]
}
