import type { BoardContext } from '../../board-context.ts'
import type { SizedPanel } from '../../kit/panel.ts'
import { percentage } from '../../kit/steps.ts'
import { timeSeriesPanel } from '../../kit/time-series-panel.ts'
import { share } from '../../queries/counter-queries.ts'
import { operationsWindows, RATIO_WINDOW } from './windows.ts'

/** How many tokens the work takes, and how many of them the cache spares. */
export function tokenRow(context: BoardContext): SizedPanel[] {
  const { names } = context
  const { requests, tokens, tokenTypes } = operationsWindows(context)
  const size = { width: 8, height: 8, draw: 'lines' as const, interval: '15m' }
  return [
    timeSeriesPanel({
      ...size,
      unit: 'short',
      title: 'Tokens per hour by type',
      colors: 'tokenTypes',
      description:
        'Tokens of the hour before each point, by quarters of an hour. cache_read and cache_write are part of input, reasoning of output.',
      queries: [{ expr: tokenTypes(), legend: `{{${names.label('tokenType')}}}` }],
    }),
    timeSeriesPanel({
      ...size,
      unit: 'short',
      title: 'Output tokens per request by task',
      description: 'Of the hour before each point. A task that gets wordier gets dearer.',
      queries: [
        {
          expr: `${tokens(['task'], RATIO_WINDOW, 'output')} / (${requests(['task'], RATIO_WINDOW)} > 0)`,
          legend: `{{${names.label('task')}}}`,
        },
      ],
    }),
    timeSeriesPanel({
      ...size,
      ...percentage,
      title: 'Cache-read share by model',
      description:
        "Share of each model's input tokens of the hour before each point that were read from the provider's cache.",
      queries: [
        {
          expr: share(
            tokens(['model'], RATIO_WINDOW, 'cache_read'),
            tokens(['model'], RATIO_WINDOW, 'input'),
          ),
          legend: `{{${names.label('model')}}}`,
        },
      ],
    }),
  ]
}
