import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { dataLinks, sized, thresholds, type PanelOptions, type SizedPanel } from './panel.ts'
import { dataSource, target } from './query.ts'

/** A word and a colour instead of a number. */
export interface StatWord {
  readonly value: number
  readonly text: string
  readonly color: string
}

/** One number, coloured by its thresholds. */
export function statPanel(options: PanelOptions & { words?: readonly StatWord[] }): SizedPanel {
  const builder = new PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(dataSource)
    .targets(options.queries.map((query, index) => target(query, index)))
    .unit(options.unit)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds(options.steps ?? [{ from: null, color: 'text' }]))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .textMode(BigValueTextMode.Value)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .noValue(options.noValue ?? 'No data')
    .dataLinks(dataLinks(options.links ?? []))
  if (options.decimals !== undefined) builder.decimals(options.decimals)
  if (options.words !== undefined) builder.mappings([wordMapping(options.words)])
  return sized(options, builder)
}

function wordMapping(words: readonly StatWord[]): ValueMapping {
  const entries = words.map((word, index) => [
    String(word.value),
    { text: word.text, color: word.color, index },
  ])
  return { type: MappingType.ValueToText, options: Object.fromEntries(entries) }
}
