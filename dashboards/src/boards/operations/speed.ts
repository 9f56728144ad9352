import type { BoardContext } from '../../board-context.ts'
import type { SizedPanel } from '../../kit/panel.ts'
import { percentage } from '../../kit/steps.ts'
import { timeSeriesPanel } from '../../kit/time-series-panel.ts'
import { share } from '../../queries/counter-queries.ts'
import { anyChosen, select } from '../../queries/select.ts'
import { operationsWindows, RATIO_WINDOW } from './windows.ts'

/** How long calls take and how many fail, by model. */
export function speedRow(context: BoardContext): SizedPanel[] {
  const { names, series } = context
  const { requests } = operationsWindows(context)
  const legend = `{{${names.label('model')}}}`
  const chosen = [anyChosen(context, 'provider'), anyChosen(context, 'model')]
  const buckets = select(context, series.fiveDurationBuckets('provider', 'model'), chosen)
  return [
    timeSeriesPanel({
      unit: 's',
      decimals: 1,
      title: 'Latency by model, 95th percentile',
      description:
        'Nineteen of twenty successful calls of the hour before each point were at least as quick; from a histogram, all tasks.',
      width: 12,
      height: 8,
      draw: 'lines',
      interval: '15m',
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (${names.labels('model')}, le) (sum_over_time(${buckets}[${RATIO_WINDOW}])))`,
          legend,
        },
      ],
    }),
    timeSeriesPanel({
      ...percentage,
      title: 'Errors by model',
      description:
        'Share of calls of the hour before each point that ended in an error of the provider or the network.',
      width: 12,
      height: 8,
      draw: 'lines',
      interval: '15m',
      queries: [
        {
          expr: share(requests(['model'], RATIO_WINDOW, 'error'), requests(['model'], RATIO_WINDOW)),
          legend,
        },
      ],
    }),
  ]
}
