import { cost, ledgerCost, requests, tokens } from '@tokentoll/core/semconv'
import type { BoardContext } from '../../board-context.ts'
import { barGaugePanel } from '../../kit/bar-gauge-panel.ts'
import type { SizedPanel } from '../../kit/panel.ts'
import { tablePanel } from '../../kit/table-panel.ts'
import { inWindow } from '../../queries/counter-queries.ts'
import { select } from '../../queries/select.ts'

/** How many series the metrics have, and what a limit folded together. */
export function cardinalityRow(context: BoardContext): SizedPanel[] {
  const { names, series } = context
  const metrics = [cost, tokens, requests, ledgerCost]
  return [
    barGaugePanel({
      title: 'Series by metric',
      description: 'Series that Prometheus holds now, all replicas together.',
      width: 12,
      height: 7,
      unit: 'short',
      decimals: 0,
      queries: metrics.map((metric) => ({
        expr: `count(${select(context, names.metric(metric))})`,
        legend: names.metric(metric),
      })),
    }),
    tablePanel({
      title: 'Folded into __other__',
      description:
        'Records of the time range whose labels were folded because a series limit was reached. Sums stay exact.',
      width: 12,
      height: 7,
      sortBy: 'Records',
      noValue: 'Nothing was folded',
      rows: [
        { label: names.label('metric'), title: 'Metric' },
        { label: names.label('dimension'), title: 'Dimension' },
      ],
      values: [
        {
          title: 'Records',
          unit: 'short',
          decimals: 0,
          query: {
            expr: inWindow(context, series.exactOverflow('metric', 'dimension'), {
              by: ['metric', 'dimension'],
              window: '$__range',
            }),
          },
        },
      ],
    }),
  ]
}
