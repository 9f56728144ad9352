import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common'
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard'
import { dataLinks, sized, thresholds, type PanelOptions, type SizedPanel } from './panel.ts'
import { dataSource, target } from './query.ts'

/** Largest first: one bar per series of instant queries, in the order of the answer. */
export function barGaugePanel(options: PanelOptions): SizedPanel {
  const builder = new PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(dataSource)
    .targets(options.queries.map((query, index) => target({ ...query, instant: true }, index)))
    .unit(options.unit)
    .min(0)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds(options.steps ?? [{ from: null, color: 'blue' }]))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Gradient)
    .valueMode(BarGaugeValueMode.Text)
    .namePlacement(BarGaugeNamePlacement.Left)
    .showUnfilled(true)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .noValue(options.noValue ?? 'No data')
    .dataLinks(dataLinks(options.links ?? []))
  if (options.decimals !== undefined) builder.decimals(options.decimals)
  return sized(options, builder)
}
