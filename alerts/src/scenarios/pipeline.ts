import { daily, firing, growing, silent, type ExpectedAlert, type Scenario } from '../testing/scenario.ts'

const labels = (tenant: string): string => `tenantId="${tenant}", task="chat", provider="openai", model="m"`
const calls = (tenant: string, instance = 'a'): string =>
  `llm_requests_total{${labels(tenant)}, outcome="success", pricing="exact", instance="${instance}"}`
const ledgerRequests = (tenant: string): string =>
  `llm_ledger_requests_total{${labels(tenant)}, instance="a"}`
const ledgerCost = (tenant: string): string => `llm_ledger_cost_total{${labels(tenant)}, instance="a"}`
const counter = (tenant: string): string =>
  `llm_cost_total{${labels(tenant)}, costType="total", isEstimated="false", instance="a"}`
const newest = (instance: string): string => `llm_ledger_last_event_timestamp_seconds{instance="${instance}"}`

const isMissing: ExpectedAlert = { summary: 'No LLM metrics arrive', dashboard: 'llm-cost-health' }
const differs = (amount: string): ExpectedAlert => ({
  summary: `Ledger and metrics differ by ${amount} USD over six hours`,
  dashboard: 'llm-cost-health',
})

export const telemetryScenarios: readonly Scenario[] = [
  {
    name: 'metrics stop; a fresh Prometheus is given five minutes',
    step: '1m',
    series: { [calls('acme')]: '_x10 1+1x49' },
    alerts: [
      ...silent('LLMTelemetryMissing', '4m', '30m', '75m', '79m'),
      firing('LLMTelemetryMissing', '6m', isMissing),
      firing('LLMTelemetryMissing', '81m', isMissing),
    ],
  },
  {
    name: 'nobody calls for a day, but the processes are there; then they go as well',
    step: '1m',
    series: { 'llm_price_catalog_age_seconds{instance="a"}': '_x5 100+60x44' },
    alerts: [
      ...silent('LLMTelemetryMissing', '12m', '64m', '69m'),
      firing('LLMTelemetryMissing', '72m', isMissing),
    ],
  },
]

const health = 'llm_price_catalog_age_seconds{instance="publisher"}'

/** Counters that are lost while another process goes on publishing the ledger. */
export const lostCountersScenarios: readonly Scenario[] = [
  {
    name: 'the ledger books calls and health arrives, but there never was a counter',
    step: '1m',
    series: {
      [health]: '100+60x539',
      // A call every ten minutes is enough.
      [ledgerRequests('acme')]: growing([0.1, 470], [0, 70]),
      [ledgerCost('acme')]: growing([1, 470], [0, 70]),
    },
    alerts: [
      // A booked call is known to be new once Prometheus has seen the total before it.
      ...silent('LLMTelemetryMissing', '10m', '19m'),
      firing('LLMTelemetryMissing', '21m', isMissing),
      firing('LLMTelemetryMissing', '7h30m', isMissing),
      // Where nothing is booked any more there is nothing to count either.
      ...silent('LLMTelemetryMissing', '8h10m'),
      firing('LLMLedgerDivergence', '7h', differs('360.00')),
    ],
    queries: [
      {
        at: '7h',
        expr: 'platform:llm_cost_usd:counted6h / (platform:llm_ledger_cost_usd:window6h > 0) - 1',
        samples: { '{}': -1 },
      },
    ],
  },
  {
    name: 'counters stop and never come back: it goes on being said',
    step: '1m',
    every: '5m',
    series: {
      [health]: '100+60x2399',
      [ledgerRequests('acme')]: growing([1, 2400]),
      [ledgerCost('acme')]: growing([1, 2400]),
      [calls('acme')]: growing([1, 720]),
      [counter('acme')]: growing([1, 720]),
    },
    alerts: [
      ...silent('LLMTelemetryMissing', '12h', '12h30m'),
      firing('LLMTelemetryMissing', '12h40m', isMissing),
      firing('LLMTelemetryMissing', '39h', isMissing),
      ...silent('LLMLedgerDivergence', '12h'),
      firing('LLMLedgerDivergence', '20h', differs('360.00')),
      firing('LLMLedgerDivergence', '39h', differs('360.00')),
    ],
  },
  {
    name: 'a job that ends with its last call, and counters without calls, are no loss',
    step: '1m',
    series: {
      [health]: '100+60x200',
      // What one replica publishes late is not new.
      [ledgerRequests('acme')]: growing([0, 20], [5, 10], [0, 170]),
      'llm_ledger_requests_total{tenantId="acme", task="chat", provider="openai", model="m", instance="b"}': `_x100 50x99`,
      [calls('acme')]: `_x20 ${growing([5, 10])}`,
    },
    alerts: silent('LLMTelemetryMissing', '25m', '40m', '46m', '50m', '1h', '1h50m', '3h'),
  },
]

/** The publisher of the ledger comes and goes while no counter is there: only what is newly booked counts. */
export const pausedPublisherScenarios: readonly Scenario[] = [
  {
    name: 'after a pause the totals are what they were',
    step: '1m',
    series: { [health]: '100+60x80', [ledgerRequests('acme')]: '7x30 _x20 7x29' },
    alerts: silent('LLMTelemetryMissing', '60m', '64m'),
  },
  {
    name: 'after a pause there is a new tenant',
    step: '1m',
    series: {
      [health]: '100+60x80',
      [ledgerRequests('acme')]: '7x30 _x20 7x29',
      [ledgerRequests('new')]: '_x51 3x29',
    },
    alerts: [firing('LLMTelemetryMissing', '60m', isMissing)],
  },
  {
    name: "a new tenant's call was just booked when the publisher left",
    step: '1m',
    series: {
      [health]: '100+60x80',
      [ledgerRequests('acme')]: '7x80',
      [ledgerRequests('new')]: '_x26 3x3',
    },
    alerts: [...silent('LLMTelemetryMissing', '29m', '48m'), firing('LLMTelemetryMissing', '40m', isMissing)],
  },
]

/** Steps of half an hour: a week is then 336 evaluations. */
const perDay = 48

const isSilent = (tenant: string, calls: number): ExpectedAlert => ({
  labels: { tenantId: tenant },
  summary: `Tenant ${tenant} makes no calls, against ${calls} in this hour yesterday`,
  dashboard: `llm-cost-tenant?var-tenantId=${tenant}`,
})

const refused = (tenant: string): string =>
  `llm_requests_total{${labels(tenant)}, outcome="refused", pricing="exact", instance="a"}`
const days = (count: number): number => count * 1440

/** Busy for eight days, then without a call. */
const stops = growing([0.5, days(8)], [0, days(1) + 120])

export const tenantSilentScenarios: readonly Scenario[] = [
  {
    name: 'a busy tenant falls silent; a weekday tenant may rest on the weekend, a small one at any time',
    step: '30m',
    series: {
      [ledgerRequests('gone')]: growing(...daily(8, [12, perDay]), [0, 10]),
      [ledgerRequests('__other__')]: growing(...daily(8, [12, perDay]), [0, 10]),
      [ledgerRequests('busy')]: growing(...daily(8, [30, perDay]), [30, 10]),
      // Two calls an hour are few, but not none.
      [ledgerRequests('quiet')]: growing(...daily(8, [30, perDay]), [1, 10]),
      [ledgerRequests('little last week')]: growing(...daily(2, [8, perDay]), ...daily(6, [30, perDay]), [
        0, 10,
      ]),
      [ledgerRequests('little yesterday')]: growing(...daily(7, [30, perDay]), [8, perDay], [0, 10]),
      [ledgerRequests('left')]: growing(...daily(7, [30, perDay]), [0, 58]),
    },
    alerts: [
      // At 193 h the last call is an hour ago, but not yet for half an hour.
      ...silent('LLMTenantSilent', '100h', '167h', '193h'),
      // On its first silent day; a day later it is known to be gone.
      firing('LLMTenantSilent', '180h', isSilent('left', 60)),
      firing('LLMTenantSilent', '195h', isSilent('gone', 24)),
    ],
  },
  {
    name: 'a tenant that a budget blocks makes no calls either, and that is no silence',
    step: '1m',
    every: '30m',
    series: {
      [ledgerRequests('blocked')]: stops,
      [refused('blocked')]: growing([0, days(8)], [0.2, days(1) + 120]),
      // It tries for half an hour and gives up for the rest of the day.
      [ledgerRequests('gave up')]: stops,
      [refused('gave up')]: growing([0, days(8)], [0.1, 31], [0, days(1) + 89]),
      // Refused calls two days ago explain nothing today, nor does another tenant's budget.
      [ledgerRequests('lost')]: stops,
      [refused('lost')]: growing([0, days(6)], [1, 30], [0, days(3)]),
    },
    alerts: [
      firing('LLMTenantSilent', '194h', isSilent('lost', 30)),
      firing('LLMTenantSilent', '215h', isSilent('lost', 30)),
      ...silent('LLMTenantSilent', '217h30m'),
    ],
  },
]

export const ledgerScenarios: readonly Scenario[] = [
  {
    name: 'calls go on, the ledger books none; its publisher dies as well; then it is back',
    step: '1m',
    series: {
      [calls('acme')]: growing([5, 200]),
      [newest('a')]: '0+60x60 3600x30 _x60 9000+60x50',
      [newest('b')]: '0+60x60 3600x30 _x60 9000+60x50',
    },
    alerts: [
      // From 76 min on it is too old, but not yet for five minutes.
      ...silent('LLMLedgerStale', '60m', '74m', '79m', '160m'),
      firing('LLMLedgerStale', '85m', {
        summary: 'Calls are made, but the ledger has booked none for 25m 0s',
        dashboard: 'llm-cost-health',
      }),
      firing('LLMLedgerStale', '120m', {
        summary: 'Calls are made, but the ledger has booked none for 1h 0m 0s',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
  {
    name: 'the last call was ten minutes ago and is not booked; after that there is nothing to book',
    step: '1m',
    series: { [calls('acme')]: growing([0.1, 80], [0, 120]), [newest('a')]: '0+60x60 3600x140' },
    alerts: [
      ...silent('LLMLedgerStale', '60m', '100m', '170m'),
      firing('LLMLedgerStale', '90m', {
        summary: 'Calls are made, but the ledger has booked none for 30m 0s',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
]

/** Half-hourly: the publisher dies after two hours, calls go on. */
export const deadPublisherScenarios: readonly Scenario[] = [
  {
    name: 'a publisher that died days ago is still reported; after a week nobody misses it',
    step: '30m',
    series: { [calls('acme')]: growing([5, 400]), [newest('a')]: '0+1800x4 _x400' },
    alerts: [
      firing('LLMLedgerStale', '27h', {
        summary: 'Calls are made, but the ledger has booked none for 1d 1h 0m 0s',
        dashboard: 'llm-cost-health',
      }),
      firing('LLMLedgerStale', '6d', {
        summary: 'Calls are made, but the ledger has booked none for 5d 22h 0m 0s',
        dashboard: 'llm-cost-health',
      }),
      ...silent('LLMLedgerStale', '2h', '175h'),
    ],
  },
]

/** Dollars a minute that the ledger books and that the counters show, for seven and a half hours. */
function twoBooks(booked: number, counted: number): Record<string, string> {
  return { [ledgerCost('acme')]: growing([booked, 450]), [counter('acme')]: growing([counted, 450]) }
}

export const divergenceScenarios: readonly Scenario[] = [
  {
    name: 'seven in a hundred of the booked cost never reach the metrics',
    step: '1m',
    series: twoBooks(0.1, 0.093),
    alerts: [
      // Six hours of ledger are known from 6 h on, and half an hour has to pass.
      ...silent('LLMLedgerDivergence', '5h', '6h20m'),
      firing('LLMLedgerDivergence', '7h', differs('2.52')),
    ],
  },
  {
    name: 'metrics show twice what is booked',
    step: '1m',
    series: twoBooks(0.1, 0.2),
    alerts: [firing('LLMLedgerDivergence', '7h', differs('36.00'))],
  },
  {
    name: 'sixty cents of three dollars are missing',
    step: '1m',
    series: twoBooks(0.01, 0.008),
    alerts: [firing('LLMLedgerDivergence', '7h', differs('0.72'))],
  },
  {
    name: 'half of some cents is missing',
    step: '1m',
    series: twoBooks(0.0022, 0.0011),
    alerts: silent('LLMLedgerDivergence', '7h'),
  },
  {
    name: 'four in a hundred of a large sum are missing',
    step: '1m',
    series: twoBooks(1, 0.96),
    alerts: silent('LLMLedgerDivergence', '7h'),
  },
]
