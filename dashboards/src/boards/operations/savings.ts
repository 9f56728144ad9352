import type { BoardContext } from '../../board-context.ts'
import type { SizedPanel } from '../../kit/panel.ts'
import { fallingSteps, money, percentage, risingSteps, smallMoney } from '../../kit/steps.ts'
import { tablePanel } from '../../kit/table-panel.ts'
import { boardLink } from '../../panels/board-link.ts'
import { share } from '../../queries/counter-queries.ts'
import { tenantBudget } from '../../queries/ledger-queries.ts'
import { operationsWindows } from './windows.ts'

/** Where the next dollar can be saved, and whose budget ends first. */
export function savingsRow(context: BoardContext): SizedPanel[] {
  return [opportunities(context), budgets(context)]
}

function opportunities(context: BoardContext): SizedPanel {
  const { names } = context
  const { cost, requests, tokens } = operationsWindows(context)
  const by = ['task', 'model'] as const
  const range = '$__range'
  const top = `topk(20, ${cost(by, range)})`
  const kept = (expr: string): string => `${expr} and ${names.on(...by)} ${top}`
  return tablePanel({
    title: 'Optimisation opportunities',
    description:
      'The dearest combinations of task and model. A small cache-read share asks for a stable prompt prefix; a simple task ' +
      'with a dear call asks for a cheaper model.',
    width: 13,
    height: 10,
    sortBy: 'Spend',
    rows: [
      { label: names.label('task'), title: 'Task' },
      { label: names.label('model'), title: 'Model', width: 230 },
    ],
    values: [
      { ...money, title: 'Spend', query: { expr: top } },
      {
        ...smallMoney,
        title: 'Per call',
        query: { expr: kept(`${cost(by, range)} / (${requests(by, range)} > 0)`) },
      },
      {
        ...percentage,
        title: 'Read from cache',
        steps: fallingSteps(0.1, 0.3),
        query: { expr: kept(share(tokens(by, range, 'cache_read'), tokens(by, range, 'input'))) },
      },
    ],
  })
}

function budgets(context: BoardContext): SizedPanel {
  const { names, options } = context
  const by = ['tenantId'] as const
  const used = tenantBudget(context, 'used', by)
  const limit = tenantBudget(context, 'limit', by)
  return tablePanel({
    title: 'Budget against actual',
    description: 'Monthly budgets of tenants: the limit, what was used of it, and the share.',
    width: 11,
    height: 10,
    sortBy: 'Share',
    rows: [
      {
        label: names.label('tenantId'),
        title: 'Tenant',
        links: [boardLink(context, 'tenant', 'Open the tenant', { tenantId: '${__value.text}' })],
      },
    ],
    values: [
      { ...money, title: 'Budget', query: { expr: limit } },
      { ...money, title: 'Actual', query: { expr: used } },
      {
        ...percentage,
        title: 'Share',
        gauge: 1,
        steps: risingSteps(options.thresholds.budgetNearlyUsedRatio, 1),
        query: { expr: `${used} / ${limit}` },
      },
    ],
  })
}
