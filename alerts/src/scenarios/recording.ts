import { growing, type Scenario } from '../testing/scenario.ts'

const tokens = (tenant: string, type: string, instance: string): string =>
  `llm_tokens_total{tenantId="${tenant}", task="chat", provider="openai", model="m", tokenType="${type}", cached="false", instance="${instance}"}`

/** Sums that must be exact, to the last digit that a double has. */
export const recordingScenarios: readonly Scenario[] = [
  {
    name: 'the cache-read share of an hour is of that hour and of one tenant',
    step: '1m',
    series: {
      [tokens('t1', 'input', 'a')]: growing([100, 60], [200, 70]),
      [tokens('t1', 'input', 'b')]: growing([200, 130]),
      [tokens('t1', 'cache_read', 'a')]: growing([100, 60], [40, 70]),
      [tokens('t1', 'output', 'a')]: growing([999, 130]),
      [tokens('t2', 'input', 'a')]: growing([10, 130]),
      [tokens('t2', 'cache_read', 'a')]: growing([9, 130]),
      // Three tokens within the hour are few, but not none.
      [tokens('t3', 'input', 'a')]: '0x100 3x30',
      [tokens('t3', 'cache_read', 'a')]: '0x130',
      [tokens('none', 'input', 'a')]: '0x130',
      [tokens('none', 'cache_read', 'a')]: '0x130',
    },
    queries: [
      {
        at: '125m',
        expr: 'tenantId:llm_cache_read_ratio:window1h + 0',
        samples: { '{tenantId="t1"}': 0.1, '{tenantId="t2"}': 0.9, '{tenantId="t3"}': 0 },
      },
    ],
  },
]
