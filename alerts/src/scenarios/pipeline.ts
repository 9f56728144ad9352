import { daily, firing, growing, silent, type Scenario } from '../testing/scenario.ts'

const labels = (tenant: string): string => `tenantId="${tenant}", task="chat", provider="openai", model="m"`
const calls = (tenant: string, instance = 'a'): string =>
  `llm_requests_total{${labels(tenant)}, outcome="success", pricing="exact", instance="${instance}"}`
const ledgerRequests = (tenant: string): string =>
  `llm_ledger_requests_total{${labels(tenant)}, instance="a"}`
const ledgerCost = (tenant: string): string => `llm_ledger_cost_total{${labels(tenant)}, instance="a"}`
const counter = (tenant: string): string =>
  `llm_cost_total{${labels(tenant)}, costType="total", isEstimated="false", instance="a"}`
const newest = 'llm_ledger_last_event_timestamp_seconds{instance="a"}'

export const telemetryScenarios: readonly Scenario[] = [
  {
    name: 'metrics stop; a fresh Prometheus is given five minutes',
    step: '1m',
    series: { [calls('acme')]: '_x10 1+1x49' },
    alerts: [
      ...silent('LLMTelemetryMissing', '4m', '30m', '75m', '79m'),
      firing('LLMTelemetryMissing', '6m', { summary: 'No LLM metrics arrive', dashboard: 'llm-cost-health' }),
      firing('LLMTelemetryMissing', '81m', {
        summary: 'No LLM metrics arrive',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
]

/** Steps of half an hour: a week is then 336 evaluations. */
const perDay = 48

export const tenantSilentScenarios: readonly Scenario[] = [
  {
    name: 'a busy tenant falls silent; a weekday tenant may rest on the weekend, a small one at any time',
    step: '30m',
    series: {
      [ledgerRequests('gone')]: growing(...daily(8, [30, perDay]), [0, 10]),
      [ledgerRequests('busy')]: growing(...daily(8, [30, perDay]), [30, 10]),
      // Rested a week ago, worked yesterday, rests today.
      [ledgerRequests('rests weekly')]: growing([0, 2 * perDay], ...daily(6, [30, perDay]), [0, 10]),
      [ledgerRequests('small')]: growing(...daily(8, [6, perDay]), [0, 10]),
      [ledgerRequests('left')]: growing(...daily(7, [30, perDay]), [0, 58]),
    },
    alerts: [
      ...silent('LLMTenantSilent', '100h', '167h'),
      // On its first silent day; a day later it is known to be gone.
      firing('LLMTenantSilent', '180h', {
        labels: { tenantId: 'left' },
        summary: 'Tenant left makes no calls, against 60 in this hour yesterday',
        dashboard: 'llm-cost-tenant?var-tenantId=left',
      }),
      firing('LLMTenantSilent', '195h', {
        labels: { tenantId: 'gone' },
        summary: 'Tenant gone makes no calls, against 60 in this hour yesterday',
        dashboard: 'llm-cost-tenant?var-tenantId=gone',
      }),
    ],
  },
]

export const ledgerScenarios: readonly Scenario[] = [
  {
    name: 'calls go on, the ledger books none; its publisher dies as well; then it is back',
    step: '1m',
    series: {
      [calls('acme')]: growing([5, 200]),
      [newest]: '0+60x60 3600x30 _x60 9000+60x50',
    },
    alerts: [
      ...silent('LLMLedgerStale', '60m', '74m', '160m'),
      firing('LLMLedgerStale', '90m', {
        summary: 'Calls are made, but the ledger has booked none for 30m 0s',
        dashboard: 'llm-cost-health',
      }),
      firing('LLMLedgerStale', '120m', {
        summary: 'Calls are made, but the ledger has booked none for 1h 0m 0s',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
  {
    name: 'no calls, so nothing to book',
    step: '1m',
    series: { [calls('acme')]: growing([5, 60], [0, 120]), [newest]: '0+60x60 3600x120' },
    alerts: silent('LLMLedgerStale', '60m', '100m', '170m'),
  },
]

/** Dollars a minute that the ledger books and that the counters show, for seven hours. */
function twoBooks(booked: number, counted: number): Record<string, string> {
  return { [ledgerCost('acme')]: growing([booked, 430]), [counter('acme')]: growing([counted, 430]) }
}

export const divergenceScenarios: readonly Scenario[] = [
  {
    name: 'two fifths of the booked cost never reach the metrics',
    step: '1m',
    series: twoBooks(0.1, 0.06),
    alerts: [
      ...silent('LLMLedgerDivergence', '5h', '6h20m'),
      firing('LLMLedgerDivergence', '7h', {
        summary: 'Ledger and metrics differ by 14.40 USD over six hours',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
  {
    name: 'metrics show twice what is booked',
    step: '1m',
    series: twoBooks(0.1, 0.2),
    alerts: [
      firing('LLMLedgerDivergence', '7h', {
        summary: 'Ledger and metrics differ by 36.00 USD over six hours',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
  {
    name: 'half of a few cents is missing',
    step: '1m',
    series: twoBooks(0.001, 0.0005),
    alerts: silent('LLMLedgerDivergence', '7h'),
  },
  {
    name: 'one part in fifty of a large sum is missing',
    step: '1m',
    series: twoBooks(1, 0.98),
    alerts: silent('LLMLedgerDivergence', '7h'),
  },
]
