import type { LabelName } from '@tokentoll/alerts'
import type { BoardContext } from '../../board-context.ts'
import { inLongWindow, inWindow } from '../../queries/counter-queries.ts'
import { anyChosen, equal } from '../../queries/select.ts'

/** Sums of the process counters under the variables of the operations dashboard. */
export interface OperationsWindows {
  cost(by: readonly LabelName[], window: string, offset?: string): string
  requests(by: readonly LabelName[], window: string, outcome?: string): string
  tokens(by: readonly LabelName[], window: string, tokenType: string): string
  /** Tokens of the hour before each point, by type. */
  tokenTypes(): string
}

/** Ratios are of the hour before each point: over minutes they would be a handful of calls. */
export const RATIO_WINDOW = '1h'

export function operationsWindows(context: BoardContext): OperationsWindows {
  const { series } = context
  const chosen = [anyChosen(context, 'provider'), anyChosen(context, 'model'), anyChosen(context, 'task')]
  const level = ['task', 'provider', 'model'] as const
  const byType = [...level, 'tokenType'] as const
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
    requests: (by, window, outcome) => {
      // Without `outcome` the series have only what reached a model: what a budget refused was no call.
      const at = outcome === undefined ? level : ([...level, 'outcome'] as const)
      const ended = outcome === undefined ? [] : [equal(context, 'outcome', outcome)]
      return inLongWindow(
        context,
        { fives: series.fiveRequests(...at), minutes: series.exactRequests(...at) },
        { by, window, matchers: [...ended, ...chosen] },
      )
    },
    tokens: (by, window, tokenType) =>
      inLongWindow(
        context,
        { fives: series.fiveTokens(...byType), minutes: series.exactTokens(...byType) },
        { by, window, matchers: [equal(context, 'tokenType', tokenType), ...chosen] },
      ),
    tokenTypes: () =>
      inWindow(context, series.quarterTokens(...byType), {
        by: ['tokenType'],
        window: RATIO_WINDOW,
        matchers: chosen,
      }),
  }
}
