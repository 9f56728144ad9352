import { growing, type Scenario } from '../testing/scenario.ts'

const counter = (instance: string, provider = 'openai'): string =>
  `llm_cost_total{tenantId="acme", task="chat", provider="${provider}", model="m", costType="total", isEstimated="false", instance="${instance}"}`
const hour = 'sum_over_time(tenantId:llm_cost_usd:exact1m[2h])'

/** Sums that must be exact, to the last digit that a double has. */
export const recordingScenarios: readonly Scenario[] = [
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
    name: 'coarser levels are sums of the finest',
    step: '1m',
    series: { [counter('a')]: growing([0.25, 40]), [counter('a', 'anthropic')]: growing([1, 40]) },
    queries: [
      {
        at: '50m',
        expr: 'sum_over_time(provider:llm_cost_usd:exact1m[2h])',
        samples: { '{provider="openai"}': 9.75, '{provider="anthropic"}': 39 },
      },
      {
        at: '50m',
        expr: 'sum_over_time(tenantId_task:llm_cost_usd:exact1m[2h])',
        samples: { '{tenantId="acme", task="chat"}': 48.75 },
      },
    ],
  },
  {
    name: 'a ledger published by three replicas counts once at every level and in every period',
    step: '1m',
    series: Object.fromEntries(
      ['a', 'b', 'c'].flatMap((instance) => [
        [
          `llm_ledger_cost_total{tenantId="t1", task="x", provider="openai", model="m", instance="${instance}"}`,
          '10x5',
        ],
        [
          `llm_ledger_cost_total{tenantId="t1", task="y", provider="openai", model="m", instance="${instance}"}`,
          '5x5',
        ],
        [
          `llm_ledger_cost_total{tenantId="t2", task="x", provider="google", model="g", instance="${instance}", service_name="api"}`,
          '2x5',
        ],
        [
          `llm_ledger_period_cost_usd{tenantId="t1", task="x", provider="openai", model="m", period="month", instance="${instance}"}`,
          '7x5',
        ],
        [
          `llm_ledger_period_cost_usd{tenantId="t1", task="y", provider="openai", model="m", period="day", instance="${instance}"}`,
          '3x5',
        ],
      ]),
    ),
    queries: [
      {
        at: '4m',
        expr: 'tenantId:llm_ledger_cost_usd:total',
        samples: {
          'tenantId:llm_ledger_cost_usd:total{tenantId="t1"}': 15,
          'tenantId:llm_ledger_cost_usd:total{tenantId="t2"}': 2,
        },
      },
      {
        at: '4m',
        expr: 'provider:llm_ledger_cost_usd:total',
        samples: {
          'provider:llm_ledger_cost_usd:total{provider="openai"}': 15,
          'provider:llm_ledger_cost_usd:total{provider="google"}': 2,
        },
      },
      {
        at: '4m',
        expr: 'provider_period:llm_ledger_period_cost_usd:sum',
        samples: {
          'provider_period:llm_ledger_period_cost_usd:sum{provider="openai", period="month"}': 7,
          'provider_period:llm_ledger_period_cost_usd:sum{provider="openai", period="day"}': 3,
        },
      },
    ],
  },
]
