import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common'
import type { DataTransformerConfig, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard'
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import type { FieldOverride } from './colors.ts'
import { sized, thresholds, type DataLink, type PanelOptions, type SizedPanel, type Step } from './panel.ts'
import { dataSource, target, type Query } from './query.ts'

/** A column: a label, or the value of a query. */
export interface Column {
  readonly title: string
  readonly unit?: string | undefined
  readonly decimals?: number | undefined
  readonly steps?: readonly Step[] | undefined
  readonly links?: readonly DataLink[] | undefined
  readonly width?: number | undefined
  /** A bar in the cell: up to the largest value of the column, or up to this one. */
  readonly gauge?: true | number | undefined
}

/** Instant queries joined on their labels into one row each, widest first. */
export function tablePanel(
  options: Omit<PanelOptions, 'queries' | 'unit' | 'links'> & {
    /** Labels that make a row, in order, with their headings. */
    readonly rows: readonly (Column & { readonly label: string })[]
    readonly values: readonly (Column & { readonly query: Query })[]
    /** Heading of the column to sort by, largest first. */
    readonly sortBy: string
  },
): SizedPanel {
  const builder = new PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(dataSource)
    .targets(options.values.map((value, index) => target({ ...value.query, instant: true }, index, 'table')))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds([{ from: null, color: 'text' }]))
    .noValue(options.noValue ?? '–')
    .transformations(joined(options.rows, options.values))
    .overrides([...options.rows, ...options.values].map((column) => columnOverride(column)))
    .sortBy([new TableSortByFieldStateBuilder().displayName(options.sortBy).desc(true)])
  return sized(options, builder)
}

/** Grafana names the value of query A `Value #A` once several tables are merged, `Value` when there is one. */
function joined(
  rows: readonly (Column & { label: string })[],
  values: readonly Column[],
): DataTransformerConfig[] {
  const valueName = (index: number): string =>
    values.length === 1 ? 'Value' : `Value #${String.fromCodePoint(65 + index)}`
  const order = [...rows.map((row) => row.label), ...values.map((_, index) => valueName(index))]
  const titles = [...rows.map((row) => row.title), ...values.map((value) => value.title)]
  return [
    ...(values.length === 1 ? [] : [{ id: 'merge', options: {} }]),
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
        renameByName: Object.fromEntries(order.map((name, index) => [name, titles[index]])),
      },
    },
  ]
}

const GAUGE = { type: 'gauge', mode: 'basic' }

function columnOverride(column: Column): FieldOverride {
  const properties: DynamicConfigValue[] = []
  if (column.unit !== undefined) properties.push({ id: 'unit', value: column.unit })
  if (column.decimals !== undefined) properties.push({ id: 'decimals', value: column.decimals })
  if (column.width !== undefined) properties.push({ id: 'custom.width', value: column.width })
  if (column.links !== undefined) properties.push({ id: 'links', value: column.links })
  if (column.steps !== undefined) {
    const steps = column.steps.map((step) => ({ value: step.from, color: step.color }))
    properties.push({ id: 'thresholds', value: { mode: 'absolute', steps } })
    properties.push({
      id: 'custom.cellOptions',
      value: column.gauge === undefined ? { type: 'color-text' } : GAUGE,
    })
  }
  if (column.gauge !== undefined) {
    properties.push({ id: 'min', value: 0 })
    properties.push(
      column.gauge === true ? { id: 'fieldMinMax', value: true } : { id: 'max', value: column.gauge },
    )
  }
  return { matcher: { id: 'byName', options: column.title }, properties }
}
