import { growing, type Scenario } from '../testing/scenario.ts'
import { levelScenarios } from './levels.ts'
import { windowScenarios } from './windows.ts'

const counter = (instance: string, provider = 'openai'): string =>
  `llm_cost_total{tenantId="acme", task="chat", provider="${provider}", model="m", costType="total", isEstimated="false", instance="${instance}"}`
const tokens = (tenant: string, type: string, instance: string): string =>
  `llm_tokens_total{tenantId="${tenant}", task="chat", provider="openai", model="m", tokenType="${type}", cached="false", instance="${instance}"}`
const hour = 'sum_over_time(tenantId:llm_cost_usd:exact1m[2h])'

/** Sums that must be exact, to the last digit that a double has. */
export const recordingScenarios: readonly Scenario[] = [
  ...levelScenarios,
  {
    name: 'two replicas, one restart under a new name, one born late: every dollar once',
    step: '1m',
    series: {
      [counter('a')]: growing([0.25, 40]),
      [counter('b')]: `_x3 ${growing([0.5, 20])}`,
      [counter('b2')]: '_x30 1.75x20',
    },
    queries: [{ at: '60m', expr: hour, samples: { '{tenantId="acme"}': 9.75 + 9.5 + 1.75 } }],
  },
  {
    name: 'a scraped process restarts under its old name: what it counted since is taken',
    step: '1m',
    series: { [counter('a')]: '1 2 3 4 0.5 1 1.5 1.5 1.5 1.5' },
    queries: [{ at: '20m', expr: hour, samples: { '{tenantId="acme"}': 4 + 1.5 } }],
  },
  {
    name: 'the pipeline is down for half an hour: what came meanwhile counts when it is back, nothing twice',
    step: '1m',
    series: { [counter('a')]: '1 2 3 _x30 9 10x20' },
    queries: [{ at: '58m', expr: hour, samples: { '{tenantId="acme"}': 10 } }],
  },
  ...windowScenarios,
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
