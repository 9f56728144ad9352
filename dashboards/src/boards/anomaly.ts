import type { LabelName } from '@tokentoll/alerts'
import type { BoardContext } from '../board-context.ts'
import { barGaugePanel } from '../kit/bar-gauge-panel.ts'
import type { Board } from '../kit/board.ts'
import type { DataLink, SizedPanel } from '../kit/panel.ts'
import { money, percentage, risingSteps, smallMoney } from '../kit/steps.ts'
import { tablePanel } from '../kit/table-panel.ts'
import { textPanel } from '../kit/text-panel.ts'
import { timeSeriesPanel } from '../kit/time-series-panel.ts'
import { boardLink } from '../panels/board-link.ts'
import { conversationLinks, conversationNote } from '../panels/conversation-note.ts'
import { sourcePanel } from '../panels/source-panel.ts'
import { labelVariable } from '../queries/board-variables.ts'
import { inWindow } from '../queries/counter-queries.ts'
import { ledgerGrowth, userCost } from '../queries/ledger-queries.ts'
import { firingAlerts } from '../queries/firing-alerts.ts'
import { anyChosen, orElse, select, sumBy } from '../queries/select.ts'

/** Why spend jumped: who, what changed, price or volume, and where to look for the conversation. */
export function anomalyBoard(context: BoardContext): Board {
  return {
    slug: 'anomaly',
    title: 'Anomaly drill-down',
    description:
      'From an alert to its cause: which tenant, which task and model, price or volume, which users.',
    from: 'now-6h',
    variables: [labelVariable(context, 'tenantId', 'several')],
    sections: [
      {
        rows: [
          [againstPast(context), firingNow(context), sourcePanel(context, { width: 4, height: 9 })],
          [spikes(context), users(context)],
          [callsPerHour(context), priceOfCall(context), cacheShare(context)],
          [
            changed(context, ['tenantId', 'task'], 'task'),
            changed(context, ['tenantId', 'provider', 'model'], 'model'),
          ],
          [textPanel({ ...conversationNote(context), width: 24, height: 5 })],
        ],
      },
    ],
  }
}

function ofChosen(context: BoardContext, series: string): string {
  return select(context, series, [anyChosen(context, 'tenantId')])
}

function againstPast(context: BoardContext): SizedPanel {
  const hour = ofChosen(context, context.series.hourCost('tenantId'))
  return timeSeriesPanel({
    ...money,
    title: 'Spend of the hour against its past',
    description: 'Spend of the hour before each point, and of the same hour yesterday and a week ago.',
    width: 12,
    height: 9,
    draw: 'lines',
    dashed: ['Yesterday', 'A week ago'],
    queries: [
      { expr: sumBy(context, [], hour), legend: 'Now' },
      { expr: sumBy(context, [], `${hour} offset 1d`), legend: 'Yesterday' },
      { expr: sumBy(context, [], `${hour} offset 1w`), legend: 'A week ago' },
    ],
  })
}

function firingNow(context: BoardContext): SizedPanel {
  const alerts = firingAlerts(context)
  const tenant = context.names.label('tenantId')
  return tablePanel({
    title: 'Firing now',
    description: 'Alerts of this bundle that are firing at the end of the time range.',
    width: 8,
    height: 9,
    sortBy: 'Alert',
    rows: [
      { label: 'alertname', title: 'Alert', width: 210 },
      { label: 'severity', title: 'Severity' },
      { label: tenant, title: 'Tenant' },
    ],
    values: [
      {
        title: 'Series',
        unit: 'short',
        query: { expr: `count by (alertname, severity, ${tenant}) (${alerts})` },
      },
    ],
  })
}

function spikes(context: BoardContext): SizedPanel {
  const { names, series } = context
  const hour = ofChosen(context, series.hourCost('tenantId'))
  const top = `topk(20, ${hour})`
  const past = (offset: string): string => `${hour} offset ${offset} and ${names.on('tenantId')} ${top}`
  return tablePanel({
    title: 'Spike factor by tenant',
    description: 'The dearest tenants of the last hour against the same hour yesterday and a week ago.',
    width: 14,
    height: 9,
    sortBy: 'Last hour',
    rows: [
      {
        label: names.label('tenantId'),
        title: 'Tenant',
        links: tenantLinks(context),
      },
    ],
    values: [
      { ...money, title: 'Last hour', query: { expr: sumBy(context, ['tenantId'], top) } },
      { ...money, title: 'Yesterday', query: { expr: sumBy(context, ['tenantId'], past('1d')) } },
      { ...money, title: 'A week ago', query: { expr: sumBy(context, ['tenantId'], past('1w')) } },
      {
        unit: 'none',
        decimals: 1,
        title: 'Factor',
        steps: risingSteps(2, 3),
        query: {
          expr: `${sumBy(context, ['tenantId'], top)} / (${sumBy(context, ['tenantId'], past('1d'))} > 0)`,
        },
      },
    ],
  })
}

function tenantLinks(context: BoardContext): DataLink[] {
  return [
    boardLink(context, 'tenant', 'Open the tenant', { tenantId: '${__value.text}' }),
    ...conversationLinks(context, '__value.text'),
  ]
}

function users(context: BoardContext): SizedPanel {
  const { names } = context
  return barGaugePanel({
    ...money,
    title: 'Top users today',
    description: 'The most expensive users of the chosen tenants since midnight UTC, from the ledger.',
    width: 10,
    height: 9,
    queries: [
      {
        expr: `sort_desc(topk(10, ${userCost(context, 'day', [anyChosen(context, 'tenantId')])}))`,
        legend: `{{${names.label('tenantId')}}} / {{${names.label('userId')}}}`,
      },
    ],
    noValue: 'Users are not published',
    links: conversationLinks(context, `__field.labels.${names.label('tenantId')}`),
  })
}

function callsPerHour(context: BoardContext): SizedPanel {
  return timeSeriesPanel({
    unit: 'short',
    decimals: 0,
    title: 'Volume: calls per hour',
    description:
      'Calls of the hour before each point. Up with a flat price of a call: more traffic, or a loop.',
    width: 8,
    height: 8,
    draw: 'lines',
    queries: [
      {
        expr: sumBy(context, [], ofChosen(context, context.series.hourRequests('tenantId'))),
        legend: 'Calls',
      },
    ],
  })
}

function priceOfCall(context: BoardContext): SizedPanel {
  const { series } = context
  const cost = sumBy(context, [], ofChosen(context, series.hourCost('tenantId')))
  const calls = sumBy(context, [], ofChosen(context, series.hourRequests('tenantId')))
  return timeSeriesPanel({
    ...smallMoney,
    title: 'Price: cost per call',
    description:
      'Cost by calls of the hour before each point. Up with flat volume: another model, longer prompts, no cache.',
    width: 8,
    height: 8,
    draw: 'lines',
    queries: [{ expr: `${cost} / (${calls} > 0)`, legend: 'Per call' }],
  })
}

function cacheShare(context: BoardContext): SizedPanel {
  return timeSeriesPanel({
    ...percentage,
    title: 'Cache-read share by tenant',
    description:
      "Share of input tokens of the hour that were read from the provider's cache; the five largest spenders of the last hour.",
    width: 8,
    height: 8,
    draw: 'lines',
    queries: [
      {
        expr:
          `${ofChosen(context, context.series.hourCacheRatio('tenantId'))} and ${context.names.on('tenantId')} ` +
          `topk(5, ${ofChosen(context, context.series.hourCost('tenantId'))} @ end())`,
        legend: `{{${context.names.label('tenantId')}}}`,
      },
    ],
  })
}

const TITLES: Readonly<Partial<Record<LabelName, string>>> = {
  tenantId: 'Tenant',
  task: 'Task',
  provider: 'Provider',
  model: 'Model',
}

/** Widths that leave the last column in sight; tenants and tasks share the rest. */
const WIDTHS: Readonly<Partial<Record<LabelName, number>>> = { provider: 100, model: 200 }

/** The last hour less the same hour yesterday, by the labels of a level: ledger totals, else process counters. */
function changed(context: BoardContext, level: readonly LabelName[], what: string): SizedPanel {
  const { names, series } = context
  const matchers = [anyChosen(context, 'tenantId')]
  const total = series.ledgerTotal(...level)
  const counted = series.exactCost('tenantId', 'task', 'provider', 'model')
  const hour = (offset?: string): string =>
    orElse(
      context,
      sumBy(context, level, ledgerGrowth(context, total, '1h', matchers, offset)),
      inWindow(context, counted, { by: level, matchers, window: '1h', offset }),
    )
  // What was not there yesterday counts in full, but only where anything was: else Prometheus had not begun to look.
  const looked = [total, counted].map(
    (recorded) => `count ${names.by()} (${select(context, recorded)} offset 25h)`,
  )
  const yesterday = `(${hour('1d')}) or (${hour()}) * 0 and ${names.on()} (${looked.join(' or ')})`
  const top = `topk(20, ${hour()})`
  return tablePanel({
    title: `What changed, by ${what}`,
    description:
      'The dearest of the last hour, and how much more that is than in the same hour yesterday, where that is known.',
    width: 12,
    height: 9,
    sortBy: 'More than yesterday',
    rows: level.map((label) => ({
      label: names.label(label),
      title: TITLES[label] ?? label,
      width: WIDTHS[label],
      ...(label === 'tenantId' ? { links: tenantLinks(context) } : {}),
    })),
    values: [
      { ...money, title: 'Last hour', width: 95, query: { expr: top } },
      {
        ...money,
        title: 'More than yesterday',
        width: 165,
        steps: risingSteps(0.5, 5),
        query: { expr: `${top} - (${yesterday})` },
      },
    ],
  })
}
