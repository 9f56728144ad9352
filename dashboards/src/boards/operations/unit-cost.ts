import type { BoardContext } from '../../board-context.ts'
import type { SizedPanel } from '../../kit/panel.ts'
import { statPanel } from '../../kit/stat-panel.ts'
import { fallingSteps, money, percentage, plain, smallMoney } from '../../kit/steps.ts'
import { tablePanel } from '../../kit/table-panel.ts'
import { timeSeriesPanel } from '../../kit/time-series-panel.ts'
import { sourcePanel } from '../../panels/source-panel.ts'
import { share } from '../../queries/counter-queries.ts'
import { operationsWindows, RATIO_WINDOW } from './windows.ts'

/** What a request and a task cost. */
export function unitCostRows(context: BoardContext): SizedPanel[][] {
  return [headline(context), [spendByTask(context), costPerRequest(context)], [tasks(context)]]
}

function headline(context: BoardContext): SizedPanel[] {
  const { cost, requests, tokens } = operationsWindows(context)
  const size = { width: 5, height: 4 }
  const range = '$__range'
  return [
    statPanel({
      ...size,
      ...money,
      title: 'Spend',
      description: 'Cost in the time range, added up from exact deltas of process counters.',
      queries: [{ expr: cost([], range), instant: true }],
      steps: plain('blue'),
    }),
    statPanel({
      ...size,
      ...smallMoney,
      title: 'Average cost per request',
      description: 'Cost by calls in the time range; failed and cached calls count as calls.',
      queries: [{ expr: `${cost([], range)} / (${requests([], range)} > 0)`, instant: true }],
    }),
    statPanel({
      ...size,
      ...smallMoney,
      title: 'Cost per 1,000 output tokens',
      description: 'The whole cost, input included, by what the models wrote.',
      queries: [{ expr: `${cost([], range)} / (${tokens([], range, 'output')} > 0) * 1000`, instant: true }],
    }),
    statPanel({
      ...size,
      ...percentage,
      title: 'Cache-read share',
      description: "Share of input tokens that were read from the provider's cache.",
      queries: [{ expr: share(tokens([], range, 'cache_read'), tokens([], range, 'input')), instant: true }],
      steps: fallingSteps(0.1, 0.3),
    }),
    sourcePanel(context, { width: 4, height: 4 }),
  ]
}

function spendByTask(context: BoardContext): SizedPanel {
  const { cost } = operationsWindows(context)
  return timeSeriesPanel({
    ...money,
    title: 'Spend per hour by task',
    description: 'Each bar is one hour, dated at its start.',
    width: 12,
    height: 9,
    draw: 'bars',
    interval: '1h',
    queries: [{ expr: cost(['task'], '1h', '-1h'), legend: `{{${context.names.label('task')}}}` }],
  })
}

function costPerRequest(context: BoardContext): SizedPanel {
  const { cost, requests } = operationsWindows(context)
  const by = ['model'] as const
  return timeSeriesPanel({
    ...smallMoney,
    title: 'Cost per request by model',
    description: 'Cost by calls of each model, of the hour before each point.',
    width: 12,
    height: 9,
    draw: 'lines',
    interval: '15m',
    queries: [
      {
        expr: `${cost(by, RATIO_WINDOW)} / (${requests(by, RATIO_WINDOW)} > 0)`,
        legend: `{{${context.names.label('model')}}}`,
      },
    ],
  })
}

function tasks(context: BoardContext): SizedPanel {
  const { cost, requests } = operationsWindows(context)
  const by = ['task'] as const
  const range = '$__range'
  const calls = requests(by, range)
  return tablePanel({
    title: 'Cost per task',
    description: 'Each task in the time range: what it cost, how often it ran, and what one run costs.',
    width: 24,
    height: 10,
    sortBy: 'Spend',
    rows: [{ label: context.names.label('task'), title: 'Task' }],
    values: [
      { ...money, title: 'Spend', gauge: true, steps: plain('blue'), query: { expr: cost(by, range) } },
      { unit: 'short', decimals: 0, title: 'Calls', query: { expr: calls } },
      { ...smallMoney, title: 'Per call', query: { expr: `${cost(by, range)} / (${calls} > 0)` } },
    ],
  })
}
