import type { BoardContext } from '../board-context.ts'
import type { Board } from '../kit/board.ts'
import { labelVariable } from '../queries/board-variables.ts'
import { savingsRow } from './operations/savings.ts'
import { speedRow } from './operations/speed.ts'
import { tokenRow } from './operations/tokens.ts'
import { unitCostRows } from './operations/unit-cost.ts'

/** What a task, a request and a token cost, where money is wasted, and how fast and reliable the models are. */
export function operationsBoard(context: BoardContext): Board {
  return {
    slug: 'operations',
    title: 'Operations',
    description:
      'Unit cost, token efficiency, latency, errors, savings and budgets across tenants. From the exact deltas of process counters.',
    from: 'now-24h',
    variables: [
      labelVariable(context, 'provider', 'several'),
      labelVariable(context, 'model', 'several'),
      labelVariable(context, 'task', 'several'),
    ],
    sections: [
      { title: 'Unit cost', rows: unitCostRows(context) },
      { title: 'Token efficiency', rows: [tokenRow(context)] },
      { title: 'Latency and errors', rows: [speedRow(context)] },
      { title: 'Savings and budgets', rows: [savingsRow(context)] },
    ],
  }
}
