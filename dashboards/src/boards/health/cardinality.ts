import { cost, ledgerCost, requests, seriesLimit, tokens } from '@tokentoll/core/semconv'
import type { BoardContext } from '../../board-context.ts'
import { barGaugePanel } from '../../kit/bar-gauge-panel.ts'
import type { SizedPanel } from '../../kit/panel.ts'
import { percentage, risingSteps } from '../../kit/steps.ts'
import { tablePanel } from '../../kit/table-panel.ts'
import { inWindow } from '../../queries/counter-queries.ts'
import { equal, select } from '../../queries/select.ts'

/** How many series the metrics have, how near the limits are, and what a limit folded together. */
export function cardinalityRow(context: BoardContext): SizedPanel[] {
  const { names, series } = context
  const metrics = [cost, tokens, requests, ledgerCost]
  return [
    barGaugePanel({
      title: 'Series by metric',
      description: 'Series that Prometheus holds now, all replicas together.',
      width: 7,
      height: 7,
      unit: 'short',
      decimals: 0,
      queries: metrics.map((metric) => ({
        expr: `count(${select(context, names.metric(metric))})`,
        legend: names.metric(metric),
      })),
    }),
    fullness(context),
    tablePanel({
      title: 'Folded into __other__',
      description:
        'Records of the time range whose labels were folded because a series limit was reached. Sums stay exact.',
      width: 8,
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

/** How near the processes are to the limits that they publish. */
function fullness(context: BoardContext): SizedPanel {
  const { names, options } = context
  // Prometheus makes an instance of the process' id, other collectors leave it under its own name.
  const process = 'instance, service_instance_id'
  const set = `${process}, ${names.labels('provider', 'model', 'tenantId', 'task')}`
  const groups = options.groupLabels.map((label) => `, ${label}`).join('')
  const calls = select(context, names.metric(requests))
  const sets = `count by (${process}${groups}) (count by (${set}) (${calls}))`
  const ofSets = [equal(context, 'metric', cost.name), equal(context, 'dimension', 'series')]
  const limits = select(context, names.metric(seriesLimit), ofSets)
  const byProcess = (vector: string) =>
    `max by (process${groups}) (label_join(${vector}, "process", "", "instance", "service_instance_id"))`
  const top = `topk(10, ${byProcess(sets)})`
  return tablePanel({
    title: 'Series limit by process',
    description:
      'Sets of provider, model, tenant and task that a process publishes now, the fullest ten, and their share of the ' +
      'limit at which it folds further ones (limits.sets).',
    width: 9,
    height: 7,
    sortBy: 'Sets',
    rows: [{ label: 'process', title: 'Process' }],
    values: [
      { title: 'Sets', unit: 'short', decimals: 0, width: 70, query: { expr: top } },
      {
        ...percentage,
        title: 'Of the limit',
        gauge: 1,
        steps: risingSteps(0.7, 0.9),
        query: { expr: `${top} / on (process${groups}) ${byProcess(limits)}` },
      },
    ],
  })
}
