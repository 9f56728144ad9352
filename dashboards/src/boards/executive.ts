import type { BoardContext } from '../board-context.ts'
import { barGaugePanel } from '../kit/bar-gauge-panel.ts'
import type { Board } from '../kit/board.ts'
import type { SizedPanel } from '../kit/panel.ts'
import { statPanel } from '../kit/stat-panel.ts'
import { money, percentage, plain, risingSteps } from '../kit/steps.ts'
import { tablePanel } from '../kit/table-panel.ts'
import { timeSeriesPanel } from '../kit/time-series-panel.ts'
import { boardLink } from '../panels/board-link.ts'
import { sourcePanel } from '../panels/source-panel.ts'
import { inLongWindow, inWindow } from '../queries/counter-queries.ts'
import {
  activeUsers,
  dailyCost,
  forecastCost,
  periodCost,
  periodCostOr,
  tenantBudget,
} from '../queries/ledger-queries.ts'
import { orElse } from '../queries/select.ts'

const DAILY =
  'Each bar is one day; the last one is today so far. Exact in sum, from ledger totals: what was booked in the last two minutes before midnight may stand in the next day.'
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

/** Spend of the platform in the dashboard's time range, from process counters. */
function counted(context: BoardContext): string {
  return inWindow(context, context.series.exactCost('provider'), { by: [], window: '$__range' })
}

function headline(context: BoardContext): SizedPanel[] {
  const month = periodCost(context, 'month', [])
  const size = { width: 5, height: 5 }
  return [
    statPanel({
      ...size,
      ...money,
      title: 'Spend this month',
      description: BOOKED,
      queries: [{ expr: periodCostOr(context, counted(context), 'month', []), instant: true }],
      steps: plain('blue'),
    }),
    statPanel({
      ...size,
      ...money,
      title: 'Projected month end',
      description:
        "The ledger's forecast at the present run rate; without a ledger, the spend of the time range, of a day at least, stretched to a month.",
      queries: [
        {
          expr: orElse(
            context,
            forecastCost(context, []),
            `${counted(context)} / scalar(clamp_min(vector($__range_s), 86400)) * ${context.names.on()} group_left () days_in_month() * 86400`,
          ),
          instant: true,
        },
      ],
    }),
    statPanel({
      ...size,
      ...percentage,
      title: 'Month over month',
      description: 'This month so far against the same part of the previous month.',
      queries: [
        {
          expr: `${month} / (${periodCost(context, 'previous_month_to_date', [])} > 0) - 1`,
          instant: true,
        },
      ],
      steps: risingSteps(0.1, 0.5),
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
  const { names, series } = context
  return timeSeriesPanel({
    ...money,
    title: 'Daily spend by provider',
    colors: 'providers',
    description: DAILY,
    width: 14,
    height: 9,
    draw: 'bars',
    interval: '1d',
    queries: [
      {
        expr: orElse(
          context,
          dailyCost(context, ['provider'], ['provider']),
          inWindow(context, series.exactCost('provider'), { by: ['provider'], window: '1d', offset: '-1d' }),
        ),
        legend: `{{${names.label('provider')}}}`,
      },
    ],
  })
}

function spendByProvider(context: BoardContext): SizedPanel {
  const by = ['provider'] as const
  const fallback = inWindow(context, context.series.exactCost('provider'), { by, window: '$__range' })
  const spend = periodCostOr(context, fallback, 'month', by)
  return barGaugePanel({
    ...money,
    title: 'Spend by provider this month',
    description: BOOKED,
    width: 10,
    height: 9,
    queries: [{ expr: `sort_desc(${spend})`, legend: `{{${context.names.label('provider')}}}` }],
  })
}

/** Spend of each tenant this month, or in the time range from process counters. */
function byTenant(context: BoardContext): string {
  const by = ['tenantId'] as const
  const { series } = context
  const steps = { fives: series.fiveCost('tenantId'), minutes: series.exactCost('tenantId') }
  const fallback = inLongWindow(context, steps, { by, window: '$__range' })
  return periodCostOr(context, fallback, 'month', by)
}

function topTenants(context: BoardContext): SizedPanel {
  const tenant = context.names.label('tenantId')
  return barGaugePanel({
    ...money,
    title: 'Top 10 tenants this month',
    description: BOOKED,
    width: 10,
    height: 12,
    queries: [{ expr: `sort_desc(topk(10, ${byTenant(context)}))`, legend: `{{${tenant}}}` }],
    links: [boardLink(context, 'tenant', 'Open the tenant', { tenantId: `\${__field.labels.${tenant}}` })],
  })
}

function tenants(context: BoardContext): SizedPanel {
  const { names, options } = context
  const by = ['tenantId'] as const
  const month = periodCost(context, 'month', by)
  const limit = tenantBudget(context, 'limit', by)
  return tablePanel({
    title: 'Tenants',
    description: 'Spend, forecast and monthly budget of each tenant. A budget counts from when it was set.',
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
      { ...money, title: 'This month', query: { expr: byTenant(context) } },
      {
        ...percentage,
        title: 'Change',
        steps: risingSteps(0.1, 0.5),
        query: { expr: `${month} / (${periodCost(context, 'previous_month_to_date', by)} > 0) - 1` },
      },
      { ...money, title: 'Month end', query: { expr: forecastCost(context, by) } },
      { ...money, title: 'Budget', query: { expr: limit } },
      {
        ...percentage,
        title: 'Used',
        steps: risingSteps(options.thresholds.budgetNearlyUsedRatio, 1),
        query: { expr: `${tenantBudget(context, 'used', by)} / ${limit}` },
      },
    ],
  })
}
