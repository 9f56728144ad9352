import { ledgerLastEvent, priceCatalogAge } from '@tokentoll/core/semconv'
import type { BoardContext } from '../board-context.ts'
import type { Board } from '../kit/board.ts'
import type { SizedPanel } from '../kit/panel.ts'
import { statPanel } from '../kit/stat-panel.ts'
import { money, percentage, risingSteps } from '../kit/steps.ts'
import { timeSeriesPanel } from '../kit/time-series-panel.ts'
import { sourcePanel } from '../panels/source-panel.ts'
import { inWindow, share } from '../queries/counter-queries.ts'
import { ledgerGrowth } from '../queries/ledger-queries.ts'
import { select, sumBy } from '../queries/select.ts'
import { cardinalityRow } from './health/cardinality.ts'

/** Whether the figures can be trusted: priced, attributed, delivered, in agreement, within limits. */
export function healthBoard(context: BoardContext): Board {
  return {
    slug: 'health',
    title: 'Platform health',
    description: 'Whether the figures of the other dashboards can be trusted, and why not where they cannot.',
    from: 'now-24h',
    variables: [],
    sections: [
      {
        rows: [
          trust(context),
          losses(context),
          [byPricing(context), unattributed(context)],
          [twoBooks(context), flags(context)],
        ],
      },
      { title: 'Series', rows: [cardinalityRow(context)] },
    ],
  }
}

const range = '$__range'
const size = { width: 6, height: 4 }

function trust(context: BoardContext): SizedPanel[] {
  const { names, options, series } = context
  const calls = inWindow(context, series.exactRequests('pricing'), { by: [], window: range })
  const inexact = inWindow(context, series.exactRequests('pricing'), {
    by: [],
    window: range,
    matchers: [`${names.label('pricing')}=~"estimated|unpriced"`],
  })
  const booked = select(context, series.booked6h())
  const newest = `max ${names.by()} (last_over_time(${select(context, names.metric(ledgerLastEvent))}[1d]))`
  const { ledgerStaleSeconds: stale, divergenceRatio: ratio } = options.thresholds
  return [
    sourcePanel(context, size),
    statPanel({
      ...size,
      unit: 's',
      decimals: 0,
      title: 'Ledger age',
      description:
        'Time since the start of the newest booked call. Old while calls come in: the ledger stands still.',
      queries: [{ expr: `time() - ${newest}`, instant: true }],
      steps: risingSteps(stale, stale * 4),
      noValue: 'No ledger',
    }),
    statPanel({
      ...size,
      ...percentage,
      title: 'Metrics against ledger, six hours',
      description: 'Process counters less ledger, as a share of the ledger. The ledger is the truth.',
      queries: [{ expr: `${select(context, series.counted6h())} / (${booked} > 0) - 1`, instant: true }],
      steps: [
        { from: null, color: 'red' },
        { from: -ratio, color: 'green' },
        { from: ratio, color: 'red' },
      ],
    }),
    statPanel({
      ...size,
      ...percentage,
      title: 'Not exactly priced',
      description:
        'Calls whose price was estimated or is unknown. An unpriced call costs 0 and shows only here.',
      queries: [{ expr: share(inexact, calls), instant: true }],
      steps: risingSteps(options.thresholds.notExactRatio / 5, options.thresholds.notExactRatio),
    }),
  ]
}

function losses(context: BoardContext): SizedPanel[] {
  const { names, options, series } = context
  const count = (recorded: string): string =>
    `${inWindow(context, recorded, { by: [], window: range })} or vector(0)`
  const bad = risingSteps(0.5, 1)
  const age = options.thresholds.catalogMaxAgeSeconds
  return [
    statPanel({
      ...size,
      unit: 'short',
      decimals: 0,
      title: 'Dropped records',
      description: 'Records that a sink could neither take nor spool. Their money is missing there.',
      queries: [{ expr: count(series.exactDropped('sink')), instant: true }],
      steps: bad,
    }),
    statPanel({
      ...size,
      unit: 'short',
      decimals: 0,
      title: 'Budget store failures',
      description: 'Reservations and settlements that failed because the store of the budgets was away.',
      queries: [{ expr: count(series.exactBudgetErrors()), instant: true }],
      steps: bad,
    }),
    statPanel({
      ...size,
      unit: 'short',
      decimals: 0,
      title: 'Unknown usage objects',
      description:
        'Calls whose usage object was of a shape that no normaliser knows; their tokens are unknown.',
      queries: [{ expr: count(series.exactUnknownShapes('provider')), instant: true }],
      steps: bad,
    }),
    statPanel({
      ...size,
      unit: 's',
      decimals: 1,
      title: 'Age of the price catalogue',
      description: 'Time since its prices were last checked against their sources.',
      queries: [
        { expr: `max ${names.by()} (${select(context, names.metric(priceCatalogAge))})`, instant: true },
      ],
      steps: risingSteps(age / 2, age),
    }),
  ]
}

function byPricing(context: BoardContext): SizedPanel {
  return timeSeriesPanel({
    unit: 'short',
    decimals: 0,
    title: 'Calls by how their price is known',
    description:
      'Each bar is one hour, dated at its start. exact: from the catalogue; reported: by the provider.',
    width: 12,
    height: 8,
    draw: 'bars',
    interval: '1h',
    queries: [
      {
        expr: inWindow(context, context.series.exactRequests('pricing'), {
          by: ['pricing'],
          window: '1h',
          offset: '-1h',
        }),
        legend: `{{${context.names.label('pricing')}}}`,
      },
    ],
  })
}

function unattributed(context: BoardContext): SizedPanel {
  const { names, series } = context
  const missing = inWindow(context, series.exactMissing('field'), {
    by: ['field'],
    window: '1h',
    offset: '-1h',
  })
  return timeSeriesPanel({
    unit: 'short',
    decimals: 0,
    title: 'Calls without attribution',
    description:
      'Each bar is one hour, dated at its start: calls that lack this field. Their spend belongs to nobody.',
    width: 12,
    height: 8,
    draw: 'bars',
    interval: '1h',
    queries: [{ expr: missing, legend: `no {{${names.label('field')}}}` }],
  })
}

function twoBooks(context: BoardContext): SizedPanel {
  const { series } = context
  const booked = ledgerGrowth(context, series.ledgerTotal('provider'), '1h', [], '-1h')
  return timeSeriesPanel({
    ...money,
    title: 'Ledger and metrics, per hour',
    description: 'The same hours as the ledger booked them and as the process counters saw them.',
    width: 12,
    height: 8,
    draw: 'lines',
    interval: '1h',
    dashed: ['Metrics'],
    queries: [
      { expr: sumBy(context, [], booked), legend: 'Ledger' },
      {
        expr: inWindow(context, series.exactCost('provider'), { by: [], window: '1h', offset: '-1h' }),
        legend: 'Metrics',
      },
    ],
  })
}

function flags(context: BoardContext): SizedPanel {
  return timeSeriesPanel({
    unit: 'short',
    decimals: 0,
    title: 'Records by what was unusual',
    description: 'Each bar is one hour, dated at its start. A record may have several flags.',
    width: 12,
    height: 8,
    draw: 'bars',
    interval: '1h',
    queries: [
      {
        expr: inWindow(context, context.series.exactFlags('flag'), {
          by: ['flag'],
          window: '1h',
          offset: '-1h',
        }),
        legend: `{{${context.names.label('flag')}}}`,
      },
    ],
    noValue: 'Nothing unusual',
  })
}
