import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { dataSource } from './query.ts'

/** A choice of values of a label at the top of a dashboard. */
export interface Variable {
  readonly name: string
  readonly label: string
  /** Label whose values are offered. */
  readonly values: string
  /** Metric the values are taken from. */
  readonly metric: string
  /** Several at once, and all of them by default. Queries then need `=~`; a single value needs `=`. */
  readonly multi: boolean
}

/** The data source; a variable works in every installation where a fixed uid does not. */
export function dataSourceVariable(name: string | undefined): DatasourceVariableBuilder {
  const builder = new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus')
  return name === undefined ? builder : builder.current({ selected: true, text: name, value: name })
}

/** Values of a label, asked for again when the time range changes. */
export function queryVariable(variable: Variable): QueryVariableBuilder {
  const query = `label_values(${variable.metric}, ${variable.values})`
  const builder = new QueryVariableBuilder(variable.name)
    .label(variable.label)
    .datasource(dataSource)
    .query({ query, refId: `Variable-${variable.name}` })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    // Values stand in backquotes in queries, and nothing escapes a backquote there: such a value is not offered.
    .regex('/^[^`]*$/')
  if (!variable.multi) return builder.multi(false).includeAll(false)
  return builder
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
}
