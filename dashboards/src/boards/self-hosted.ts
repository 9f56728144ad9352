import { selfHosted } from '@tokentoll/alerts'
import type { BoardContext } from '../board-context.ts'
import type { Board } from '../kit/board.ts'
import type { SizedPanel } from '../kit/panel.ts'
import { statPanel } from '../kit/stat-panel.ts'
import { money, plain } from '../kit/steps.ts'
import { tablePanel } from '../kit/table-panel.ts'
import { textPanel } from '../kit/text-panel.ts'
import { timeSeriesPanel } from '../kit/time-series-panel.ts'
import { labelVariable } from '../queries/board-variables.ts'
import { inLongWindow, inWindow } from '../queries/counter-queries.ts'
import { anyChosen, anyOf, equal } from '../queries/select.ts'

/** What models on one's own GPUs cost beside the models that are paid by the token. */
export function selfHostedBoard(context: BoardContext): Board {
  return {
    slug: 'self-hosted',
    title: 'Self-hosted models',
    description:
      'Cost of the namespaces that serve models (OpenCost or Kubecost) beside the spend on model providers.',
    from: 'now-24h',
    variables: [
      {
        name: 'namespace',
        label: 'Namespace',
        values: 'namespace',
        metric: selfHosted.namespaceCost,
        multi: true,
      },
      labelVariable(context, 'provider', 'several'),
    ],
    sections: [
      { rows: [headline(context), [perHour(context), nodes()], [perMillionTokens(context), note()]] },
    ],
  }
}

const NAMESPACE = `namespace=~${anyOf('namespace')}`

/** Dollars per hour, looked up every five minutes: what ran for an hour of the range costs an hour. */
function overRange(series: string): string {
  return `sum(sum_over_time(${series}[$__range:5m])) * 300 / 3600`
}

function headline(context: BoardContext): SizedPanel[] {
  const size = { width: 6, height: 5 }
  const api = inWindow(context, context.series.exactCost('provider'), { by: [], window: '$__range' })
  const namespaces = overRange(`${selfHosted.namespaceCost}{${NAMESPACE}}`)
  return [
    statPanel({
      ...size,
      ...money,
      title: 'Own models',
      description: 'CPU, memory and GPU of the chosen namespaces in the time range.',
      queries: [{ expr: namespaces, instant: true }],
      steps: plain('purple'),
      noValue: 'No OpenCost metrics',
    }),
    statPanel({
      ...size,
      ...money,
      title: 'Of it GPUs',
      description: 'GPUs that are allocated to the chosen namespaces, used or not.',
      queries: [{ expr: overRange(`${selfHosted.namespaceGpuCost}{${NAMESPACE}}`), instant: true }],
      noValue: 'No OpenCost metrics',
    }),
    statPanel({
      ...size,
      ...money,
      title: 'Model providers',
      description:
        'What calls cost in the time range, all providers. A self-hosted model with a price of its own is in here too.',
      queries: [{ expr: api, instant: true }],
      steps: plain('blue'),
    }),
    statPanel({
      ...size,
      ...money,
      title: 'Together',
      description:
        'Own models and model providers. Give self-hosted models no token price, or they count twice.',
      queries: [{ expr: `sum(${api}) + ${namespaces}`, instant: true }],
    }),
  ]
}

function perHour(context: BoardContext): SizedPanel {
  // A second short of an hour: Prometheus before 3.0 takes both ends of a window, which would be 61 minutes.
  const { names } = context
  return timeSeriesPanel({
    ...money,
    title: 'Cost per hour',
    description:
      'Each bar is one hour, dated at its start, the last one so far: namespaces that serve models, and model providers.',
    width: 14,
    height: 9,
    draw: 'bars',
    interval: '1h',
    queries: [
      {
        expr: `sum by (namespace) (sum_over_time(${selfHosted.namespaceCost}{${NAMESPACE}}[3599s:1m] offset -1h)) / 60`,
        legend: 'own: {{namespace}}',
      },
      {
        expr: inWindow(context, context.series.exactCost('provider'), {
          by: ['provider'],
          window: '1h',
          offset: '-1h',
        }),
        legend: `{{${names.label('provider')}}}`,
      },
    ],
  })
}

function nodes(): SizedPanel {
  return tablePanel({
    title: 'Nodes',
    description: 'What each node costs per hour, allocated or idle.',
    width: 10,
    height: 9,
    sortBy: 'Per hour',
    noValue: 'No OpenCost metrics',
    rows: [{ label: 'node', title: 'Node' }],
    values: [{ ...money, title: 'Per hour', query: { expr: `sum by (node) (${selfHosted.nodeCost})` } }],
  })
}

function perMillionTokens(context: BoardContext): SizedPanel {
  const { series, names } = context
  const level = ['task', 'provider', 'model', 'tokenType'] as const
  const steps = { fives: series.fiveTokens(...level), minutes: series.exactTokens(...level) }
  const tokens = (type: string): string =>
    inLongWindow(context, steps, {
      by: [],
      window: '1h',
      matchers: [equal(context, 'tokenType', type), anyChosen(context, 'provider')],
    })
  const served = `(${tokens('input')} + ${tokens('output')})`
  return timeSeriesPanel({
    ...money,
    title: 'Cost per million tokens served',
    description:
      'Cost of the chosen namespaces in the hour before each point by the tokens of the chosen providers. Choose the ' +
      'providers that run in these namespaces, e.g. vllm.',
    width: 14,
    height: 8,
    draw: 'lines',
    interval: '15m',
    queries: [
      {
        expr: `sum(avg_over_time(${selfHosted.namespaceCost}{${NAMESPACE}}[1h])) / ${names.on()} group_right () (${served} > 0) * 1e6`,
        legend: 'Per million tokens',
      },
    ],
  })
}

function note(): SizedPanel {
  return textPanel({
    title: 'What this needs',
    description: 'Sources of the figures.',
    width: 10,
    height: 8,
    content:
      'OpenCost or Kubecost, scraped with `honor_labels: true`, and the rules in `self-hosted.rules.yaml`.\n\n' +
      'An allocation is priced at the hourly price of its node: CPU, memory, GPU. Disks, network and idle capacity are not ' +
      'in a namespace; idle capacity is the difference between the nodes and all namespaces.\n\n' +
      'Names as documented by OpenCost; not yet loaded from a cluster by us.',
  })
}
