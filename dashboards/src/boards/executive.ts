import { budgetLimit, ledgerPeriodCost } from '@tokentoll/core/semconv'
import type { BoardContext } from '../board-context.ts'
import { barGaugePanel } from '../kit/bar-gauge-panel.ts'
import type { Board } from '../kit/board.ts'
import type { SizedPanel } from '../kit/panel.ts'
import { statPanel } from '../kit/stat-panel.ts'
import { tablePanel } from '../kit/table-panel.ts'
import { timeSeriesPanel } from '../kit/time-series-panel.ts'
import { sourcePanel } from '../panels/source-panel.ts'
import { boardLink } from '../panels/board-link.ts'
import {
  activeUsers,
  countedInRange,
  dailyCost,
  forecastCost,
  orElse,
  periodCost,
} from '../queries/ledger-queries.ts'

const BOOKED =
  'From the totals of the ledger; without a ledger, from process counters over the time range of the dashboard.'

/** What the whole platform spends, where it goes and how the month will end. */
export function executiveBoard(context: BoardContext): Board {
  return {
    slug: 'executive',
    title: 'Executive',
    description:
      'LLM spend of the whole platform: this month, where it goes, how the month will end. Months are UTC.',
    from: 'now/M',
    variables: [],
    sections: [
      {
        rows: [
          headline(context),
          [dailySpend(context), spendByProvider(context)],
          [topTenants(context), tenants(context)],
        ],
      },
    ],
  }
}

function headline(context: BoardContext): SizedPanel[] {
  const month = periodCost(context, 'month', [])
  const spend = orElse(context, month, countedInRange(context, [], ['provider']))
  const size = { width: 5, height: 5 }
  const money = { unit: 'currencyUSD', decimals: 2 }
  return [
    statPanel({
      ...size,
      ...money,
      title: 'Spend this month',
      description: BOOKED,
      queries: [{ expr: spend, instant: true }],
      steps: [{ from: null, color: 'blue' }],
    }),
    statPanel({
      ...size,
      ...money,
      title: 'Projected month end',
      description:
        "The ledger's forecast at the present run rate; without a ledger, the spend of the time range stretched to a month.",
      queries: [
        {
          expr: orElse(
            context,
            forecastCost(context, []),
            `${countedInRange(context, [], ['provider'])} / $__range_s * days_in_month() * 86400`,
          ),
          instant: true,
        },
      ],
    }),
    statPanel({
      ...size,
      title: 'Month over month',
      description: 'This month so far against the same part of the previous month.',
      unit: 'percentunit',
      decimals: 1,
      queries: [
        { expr: `${month} / ${periodCost(context, 'previous_month_to_date', [])} - 1`, instant: true },
      ],
      steps: [
        { from: null, color: 'green' },
        { from: 0.1, color: 'orange' },
        { from: 0.5, color: 'red' },
      ],
    }),
    statPanel({
      ...size,
      ...money,
      title: 'Cost per active user',
      description: 'Spend of this month by users with at least one call this month.',
      queries: [{ expr: `${month} / ${activeUsers(context, [])}`, instant: true }],
    }),
    sourcePanel(context, { width: 4, height: 5 }),
  ]
}

function dailySpend(context: BoardContext): SizedPanel {
  const { names } = context
  return timeSeriesPanel({
    title: 'Daily spend by provider',
    description: 'Each bar is one UTC day; the last one is today so far. From ledger totals, exact.',
    width: 14,
    height: 9,
    unit: 'currencyUSD',
    decimals: 2,
    draw: 'bars',
    interval: '1d',
    queries: [
      {
        expr: orElse(
          context,
          dailyCost(context, ['provider'], { total: ['provider'] }),
          `sum ${names.by('provider')} (sum_over_time(${context.series.exactCost('provider')}[1d] offset -1d))`,
        ),
        legend: `{{${names.label('provider')}}}`,
      },
    ],
  })
}

function spendByProvider(context: BoardContext): SizedPanel {
  const by = ['provider'] as const
  const spend = orElse(context, periodCost(context, 'month', by), countedInRange(context, by, ['provider']))
  return barGaugePanel({
    title: 'Spend by provider this month',
    description: BOOKED,
    width: 10,
    height: 9,
    unit: 'currencyUSD',
    decimals: 2,
    queries: [{ expr: `sort_desc(${spend})`, legend: `{{${context.names.label('provider')}}}` }],
  })
}

function topTenants(context: BoardContext): SizedPanel {
  const by = ['tenantId'] as const
  const spend = orElse(context, periodCost(context, 'month', by), countedInRange(context, by, ['tenantId']))
  return barGaugePanel({
    title: 'Top 10 tenants this month',
    description: BOOKED,
    width: 10,
    height: 12,
    unit: 'currencyUSD',
    decimals: 2,
    queries: [{ expr: `sort_desc(topk(10, ${spend}))`, legend: `{{${context.names.label('tenantId')}}}` }],
    links: [
      boardLink(context, 'tenant', 'Open the tenant', {
        tenantId: `\${__field.labels.${context.names.label('tenantId')}}`,
      }),
    ],
  })
}

function tenants(context: BoardContext): SizedPanel {
  const { names } = context
  const by = ['tenantId'] as const
  const month = periodCost(context, 'month', by)
  const previous = periodCost(context, 'previous_month_to_date', by)
  const limit = `${names.metric(budgetLimit)}{${names.label('scope')}="tenant", ${names.label('period')}="month"}`
  const budget = `max ${names.by('tenantId')} (${limit})`
  const money = { unit: 'currencyUSD', decimals: 2 }
  return tablePanel({
    title: 'Tenants',
    description: `Spend, forecast and monthly budget of each tenant. From ${names.metric(ledgerPeriodCost)}.`,
    width: 14,
    height: 12,
    sortBy: 'This month',
    rows: [
      {
        label: names.label('tenantId'),
        title: 'Tenant',
        links: [boardLink(context, 'tenant', 'Open the tenant', { tenantId: '${__value.text}' })],
      },
    ],
    values: [
      {
        ...money,
        title: 'This month',
        query: { expr: orElse(context, month, countedInRange(context, by, ['tenantId'])) },
      },
      {
        title: 'Change',
        unit: 'percentunit',
        decimals: 0,
        steps: [
          { from: null, color: 'green' },
          { from: 0.1, color: 'orange' },
          { from: 0.5, color: 'red' },
        ],
        query: { expr: `${month} / ${previous} - 1` },
      },
      { ...money, title: 'Month end', query: { expr: forecastCost(context, by) } },
      { ...money, title: 'Budget', query: { expr: budget } },
      {
        title: 'Used',
        unit: 'percentunit',
        decimals: 0,
        gauge: true,
        steps: [
          { from: null, color: 'green' },
          { from: context.options.thresholds.budgetNearlyUsedRatio, color: 'orange' },
          { from: 1, color: 'red' },
        ],
        query: { expr: `${month} / ${names.on('tenantId')} ${budget}` },
      },
    ],
  })
}
