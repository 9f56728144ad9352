import type { BoardContext } from '../board-context.ts'
import { barGaugePanel } from '../kit/bar-gauge-panel.ts'
import type { Board } from '../kit/board.ts'
import type { SizedPanel } from '../kit/panel.ts'
import { statPanel } from '../kit/stat-panel.ts'
import { money, percentage, plain, risingSteps, smallMoney } from '../kit/steps.ts'
import { tablePanel } from '../kit/table-panel.ts'
import { textPanel } from '../kit/text-panel.ts'
import { timeSeriesPanel } from '../kit/time-series-panel.ts'
import { sourcePanel } from '../panels/source-panel.ts'
import { labelVariable } from '../queries/board-variables.ts'
import { inWindow } from '../queries/counter-queries.ts'
import {
  atEndOfStep,
  dailyCost,
  forecastCost,
  ledgerGrowthInRange,
  periodCost,
  periodCostOr,
  tenantBudget,
  userCost,
} from '../queries/ledger-queries.ts'
import { chosen, equal, orElse, select, sumBy } from '../queries/select.ts'

const DAILY =
  'Each bar is one day; the last one is today so far. Exact in sum, from ledger totals: what was booked in the last two minutes before midnight may stand in the next day.'
const BOOKED =
  'From the totals of the ledger; without a ledger, from process counters over the time range of the dashboard.'

/** What one tenant pays for, which user and feature drives it, and how far its quota goes. */
export function tenantBoard(context: BoardContext): Board {
  return {
    slug: 'tenant',
    title: 'Tenant Admin',
    description:
      'LLM spend of one tenant: against its quota, by day, user, feature and model. Months are UTC.',
    from: 'now/M',
    variables: [labelVariable(context, 'tenantId', 'one')],
    sections: [
      {
        rows: [
          headline(context),
          [dailyByTask(context), againstBudget(context)],
          [topUsers(context), byTask(context), models(context)],
          [accessNote()],
        ],
      },
    ],
  }
}

function headline(context: BoardContext): SizedPanel[] {
  const tenant = [chosen(context, 'tenantId')]
  const counted = inWindow(context, context.series.exactCost('tenantId'), {
    by: [],
    matchers: tenant,
    window: '$__range',
  })
  const limit = tenantBudget(context, 'limit', [], tenant)
  const used = tenantBudget(context, 'used', [], tenant)
  const size = { width: 5, height: 5 }
  return [
    statPanel({
      ...size,
      ...money,
      title: 'Spend this month',
      description: BOOKED,
      queries: [{ expr: periodCostOr(context, counted, 'month', [], tenant), instant: true }],
      steps: plain('blue'),
    }),
    statPanel({
      ...size,
      ...percentage,
      title: 'Quota used',
      description: "Use of the tenant's monthly budget. At 100 % a hard budget refuses calls.",
      queries: [{ expr: `${used} / ${limit}`, instant: true }],
      steps: risingSteps(context.options.thresholds.budgetNearlyUsedRatio, 1),
      noValue: 'No budget',
    }),
    statPanel({
      ...size,
      ...money,
      title: 'Left this month',
      description: 'The monthly budget less what was used of it.',
      queries: [{ expr: `${limit} - ${used}`, instant: true }],
      steps: [
        { from: null, color: 'red' },
        { from: 0.005, color: 'text' },
      ],
      noValue: 'No budget',
    }),
    statPanel({
      ...size,
      ...money,
      title: 'Projected month end',
      description: "The ledger's forecast at the present run rate.",
      queries: [{ expr: forecastCost(context, [], tenant), instant: true }],
    }),
    sourcePanel(context, { width: 4, height: 5 }),
  ]
}

function dailyByTask(context: BoardContext): SizedPanel {
  const { names, series } = context
  const tenant = [chosen(context, 'tenantId')]
  return timeSeriesPanel({
    ...money,
    title: 'Daily cost by feature',
    description: DAILY,
    width: 14,
    height: 9,
    draw: 'bars',
    interval: '1d',
    queries: [
      {
        expr: orElse(
          context,
          dailyCost(context, ['task'], ['tenantId', 'task'], tenant),
          inWindow(context, series.exactCost('tenantId', 'task'), {
            by: ['task'],
            matchers: tenant,
            window: '1d',
            offset: '-1d',
          }),
        ),
        legend: `{{${names.label('task')}}}`,
      },
    ],
  })
}

function againstBudget(context: BoardContext): SizedPanel {
  const tenant = [chosen(context, 'tenantId')]
  const recorded = context.series.ledgerPeriod('tenantId', 'period')
  const month = atEndOfStep(select(context, recorded, [equal(context, 'period', 'month'), ...tenant]))
  return timeSeriesPanel({
    ...money,
    title: 'Month to date against budget',
    description:
      'The month as the ledger booked it, the monthly budget, and the forecast of the month as it stood; each point is the end of the step that begins there.',
    width: 10,
    height: 9,
    draw: 'lines',
    interval: '1h',
    dots: true,
    dashed: ['Budget', 'Forecast'],
    queries: [
      { expr: sumBy(context, [], month), legend: 'Booked' },
      { expr: tenantBudget(context, 'limit', [], tenant, atEndOfStep), legend: 'Budget' },
      { expr: forecastCost(context, [], tenant, atEndOfStep), legend: 'Forecast' },
    ],
  })
}

function topUsers(context: BoardContext): SizedPanel {
  const spend = userCost(context, 'month', [chosen(context, 'tenantId')])
  return barGaugePanel({
    ...money,
    title: 'Top users this month',
    description:
      'The most expensive users, as the ledger publishes them: by pseudonym unless ids were declared to be no personal data.',
    width: 7,
    height: 10,
    queries: [{ expr: `sort_desc(topk(10, ${spend}))`, legend: `{{${context.names.label('userId')}}}` }],
    noValue: 'Users are not published',
  })
}

function byTask(context: BoardContext): SizedPanel {
  const by = ['task'] as const
  const tenant = [chosen(context, 'tenantId')]
  const counted = inWindow(context, context.series.exactCost('tenantId', 'task'), {
    by,
    matchers: tenant,
    window: '$__range',
  })
  return barGaugePanel({
    ...money,
    title: 'By feature this month',
    description: BOOKED,
    width: 7,
    height: 10,
    queries: [
      {
        expr: `sort_desc(${periodCostOr(context, counted, 'month', by, tenant)})`,
        legend: `{{${context.names.label('task')}}}`,
      },
    ],
  })
}

function models(context: BoardContext): SizedPanel {
  const { names, series } = context
  const by = ['provider', 'model'] as const
  const level = ['tenantId', 'provider', 'model'] as const
  const tenant = [chosen(context, 'tenantId')]
  const cost = ledgerGrowthInRange(context, by, series.ledgerTotal(...level), tenant)
  const calls = ledgerGrowthInRange(context, by, series.ledgerRequests(...level), tenant)
  return tablePanel({
    title: 'Models',
    description:
      'This month as booked. Calls and cost per call over the time range of the dashboard, or since Prometheus knows the ledger.',
    width: 10,
    height: 10,
    sortBy: 'This month',
    rows: [
      { label: names.label('provider'), title: 'Provider', width: 90 },
      { label: names.label('model'), title: 'Model' },
    ],
    values: [
      { ...money, title: 'This month', width: 95, query: { expr: periodCost(context, 'month', by, tenant) } },
      { unit: 'short', decimals: 0, title: 'Calls', width: 75, query: { expr: calls } },
      { ...smallMoney, title: 'Per call', width: 90, query: { expr: `(${cost}) / ((${calls}) > 0)` } },
    ],
  })
}

function accessNote(): SizedPanel {
  return textPanel({
    title: 'Who may see this',
    description: 'A variable is a filter, not a lock.',
    width: 24,
    height: 3,
    content:
      'The tenant is chosen in the address of this page: whoever may open it may open it for **every** tenant. ' +
      'To show it to customers, give each of them a data source that enforces the label (prom-label-proxy, Mimir tenants, ' +
      'label-based access control) or an organisation of their own.',
  })
}
