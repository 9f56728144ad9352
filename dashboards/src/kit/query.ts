import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'

/** One PromQL query of a panel. */
export interface Query {
  readonly expr: string
  /** Name of the series, with `{{label}}` for a label's value. */
  readonly legend?: string | undefined
  /** Ask once, at the end of the time range, instead of over it. */
  readonly instant?: boolean | undefined
}

export const dataSource: { type: string; uid: string } = { type: 'prometheus', uid: '${datasource}' }

/** The query as Grafana stores it; refId counts A, B, C… */
export function target(
  query: Query,
  index: number,
  format: 'time_series' | 'table' = 'time_series',
): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .refId(String.fromCodePoint(65 + index))
    .datasource(dataSource)
    .expr(query.expr)
    .legendFormat(query.legend ?? '')
    .format(format === 'table' ? PromQueryFormat.Table : PromQueryFormat.TimeSeries)
  return query.instant === true ? builder.instant() : builder.range()
}
