import type { LabelName } from '@tokentoll/alerts'
import type { BoardContext } from '../../board-context.ts'
import { inLongWindow, inWindow } from '../../queries/counter-queries.ts'
import { anyChosen, equal } from '../../queries/select.ts'

/** Sums of the process counters under the variables of the operations dashboard. */
export interface OperationsWindows {
  cost(by: readonly LabelName[], window: string, offset?: string): string
  requests(by: readonly LabelName[], window: string, outcome?: string): string
  tokens(by: readonly LabelName[], window: string, tokenType?: string): string
}

/** Ratios are of the hour before each point: over minutes they would be a handful of calls. */
export const RATIO_WINDOW = '1h'

export function operationsWindows(context: BoardContext): OperationsWindows {
  const { series } = context
  const chosen = [anyChosen(context, 'provider'), anyChosen(context, 'model'), anyChosen(context, 'task')]
  const level = ['task', 'provider', 'model'] as const
  const made = `${context.names.label('outcome')}!="refused"`
  const also = (label: LabelName, value: string | undefined): string[] =>
    value === undefined ? chosen : [equal(context, label, value), ...chosen]
  return {
    cost: (by, window, offset) => {
      const minutes = series.exactCost(...level)
      if (offset !== undefined) return inWindow(context, minutes, { by, window, offset, matchers: chosen })
      return inLongWindow(
        context,
        { fives: series.fiveCost(...level), minutes },
        { by, window, matchers: chosen },
      )
    },
    requests: (by, window, outcome) =>
      inLongWindow(
        context,
        {
          fives: series.fiveRequests(...level, 'outcome'),
          minutes: series.exactRequests(...level, 'outcome'),
        },
        // What a budget refused never reached a model: no call, no error, no cost.
        { by, window, matchers: outcome === undefined ? [made, ...chosen] : also('outcome', outcome) },
      ),
    tokens: (by, window, tokenType) =>
      inLongWindow(
        context,
        {
          fives: series.fiveTokens(...level, 'tokenType'),
          minutes: series.exactTokens(...level, 'tokenType'),
        },
        { by, window, matchers: also('tokenType', tokenType) },
      ),
  }
}
