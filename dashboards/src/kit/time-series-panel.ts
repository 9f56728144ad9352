import {
  BarAlignment,
  GraphDrawStyle,
  GraphGradientMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  SortOrder,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { fixedColors, type FieldOverride, type KnownNames } from './colors.ts'
import { dataLinks, sized, thresholds, type PanelOptions, type SizedPanel } from './panel.ts'
import { dataSource, target } from './query.ts'

/** Values over time: lines, or stacked bars that each stand for one step. */
export function timeSeriesPanel(
  options: PanelOptions & {
    readonly draw: 'lines' | 'bars'
    /** Smallest step, e.g. `1d`. */
    readonly interval?: string
    /** Draw every point: a line of one point, as the first hour of a month is, is seen nowhere else. */
    readonly dots?: boolean
    /** Series that are drawn as dashed lines. */
    readonly dashed?: readonly string[]
    /** Series of these names keep one colour on every panel. */
    readonly colors?: KnownNames
  },
): SizedPanel {
  const bars = options.draw === 'bars'
  const builder = new PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(dataSource)
    .targets(options.queries.map((query, index) => target(query, index)))
    .unit(options.unit)
    .min(0)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .thresholds(thresholds(options.steps ?? [{ from: null, color: 'green' }]))
    .drawStyle(bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .fillOpacity(bars ? 80 : 8)
    .lineWidth(bars ? 0 : 2)
    .gradientMode(GraphGradientMode.None)
    .lineInterpolation(LineInterpolation.Linear)
    .barAlignment(bars ? BarAlignment.After : BarAlignment.Center)
    // A point that stands alone, as the first one does, is only seen when points are drawn.
    .showPoints(
      bars ? VisibilityMode.Never : options.dots === true ? VisibilityMode.Always : VisibilityMode.Auto,
    )
    .pointSize(options.dots === true ? 4 : 5)
    .stacking(new StackingConfigBuilder().group('A').mode(bars ? StackingMode.Normal : StackingMode.None))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .noValue(options.noValue ?? 'No data')
    .dataLinks(dataLinks(options.links ?? []))
    .overrides([
      ...(options.colors === undefined ? [] : fixedColors(options.colors)),
      ...(options.dashed ?? []).map((name) => dashedLine(name)),
    ])
  if (options.decimals !== undefined) builder.decimals(options.decimals)
  if (options.interval !== undefined) builder.interval(options.interval)
  return sized(options, builder)
}

function dashedLine(name: string): FieldOverride {
  return {
    matcher: { id: 'byName', options: name },
    properties: [
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
      { id: 'custom.fillOpacity', value: 0 },
    ],
  }
}
