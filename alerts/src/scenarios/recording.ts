import { growing, type Scenario } from '../testing/scenario.ts'
import { levelScenarios } from './levels.ts'

const counter = (instance: string, provider = 'openai'): string =>
  `llm_cost_total{tenantId="acme", task="chat", provider="${provider}", model="m", costType="total", isEstimated="false", instance="${instance}"}`
const ledgerTotal = (metric: string, tenant: string): string =>
  `${metric}{tenantId="${tenant}", task="chat", provider="openai", model="m", instance="a"}`
const tokens = (tenant: string, type: string, instance: string): string =>
  `llm_tokens_total{tenantId="${tenant}", task="chat", provider="openai", model="m", tokenType="${type}", cached="false", instance="${instance}"}`
const bucket = (instance: string, outcome: string, task: string, le: string): string =>
  `llm_request_duration_seconds_bucket{provider="openai", model="m", task="${task}", outcome="${outcome}", le="${le}", instance="${instance}"}`
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
  {
    name: 'the last hour of a tenant from its ledger totals; publishers that were away for 40 minutes change nothing',
    step: '1m',
    series: {
      [ledgerTotal('llm_ledger_cost_total', 't1')]: '100x60 _x40 112x60',
      [ledgerTotal('llm_ledger_requests_total', 't1')]: '10x60 _x40 40x60',
      [ledgerTotal('llm_ledger_cost_total', 't2')]: '5x60 _x40 5x60',
      // Process counters say something else: where a ledger publishes they are not asked.
      [counter('a')]: growing([9, 160]),
    },
    queries: [
      {
        at: '110m',
        expr: 'tenantId:llm_cost_usd:window1h + 0',
        samples: { '{tenantId="t1"}': 12, '{tenantId="t2"}': 0 },
      },
      { at: '110m', expr: 'tenantId:llm_requests:window1h + 0', samples: { '{tenantId="t1"}': 30 } },
      {
        at: '110m',
        expr: 'tenantId:llm_cost_per_request_usd:window1h + 0',
        samples: { '{tenantId="t1"}': 0.4 },
      },
      { at: '110m', expr: 'platform:llm_rules:loaded', samples: { 'platform:llm_rules:loaded': 1 } },
    ],
  },
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
      [tokens('none', 'input', 'a')]: '0x130',
      [tokens('none', 'cache_read', 'a')]: '0x130',
    },
    queries: [
      {
        at: '125m',
        expr: 'tenantId:llm_cache_read_ratio:window1h + 0',
        samples: { '{tenantId="t1"}': 0.1, '{tenantId="t2"}': 0.9 },
      },
    ],
  },
  {
    name: 'durations: buckets of successful calls by model',
    step: '1m',
    series: {
      [bucket('a', 'success', 'chat', '0.5')]: '_x3 3+3x20',
      [bucket('a', 'success', 'search', '0.5')]: '_x3 2+2x20',
      [bucket('b', 'success', 'chat', '0.5')]: '_x3 1+1x20',
      [bucket('a', 'error', 'chat', '0.5')]: '_x3 9+9x20',
      [bucket('a', 'success', 'chat', '+Inf')]: '_x3 5+5x20',
    },
    queries: [
      {
        at: '40m',
        expr: 'sum_over_time(provider_model:llm_request_duration_seconds_bucket:exact1m[1h])',
        samples: {
          '{provider="openai", model="m", le="0.5"}': 126,
          '{provider="openai", model="m", le="+Inf"}': 105,
        },
      },
    ],
  },
]
