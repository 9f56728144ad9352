import { firing, growing, silent, type ExpectedAlert, type Scenario } from '../testing/scenario.ts'

const calls = (tenant: string, pricing: string, outcome = 'success'): string =>
  `llm_requests_total{tenantId="${tenant}", task="chat", provider="openai", model="m", outcome="${outcome}", pricing="${pricing}", instance="a"}`

const inexact = (tenant: string, share: string): ExpectedAlert => ({
  labels: { tenantId: tenant },
  summary: `${share} of the calls of tenant ${tenant} have no exact price`,
  dashboard: 'llm-cost-health',
})

const others = [inexact('both', '9.639%'), inexact('aborted', '20%'), inexact('mostly refused', '10%')]

export const notExactlyPricedScenarios: readonly Scenario[] = [
  {
    name: 'every tenth call has no price; a price that the provider reported is exact',
    step: '1m',
    series: {
      [calls('acme', 'exact')]: growing([9, 120]),
      [calls('acme', 'unpriced')]: growing([0, 30], [1, 60], [0, 60]),
      // Nine estimated and nine unpriced calls an hour: either alone would be too few of them.
      [calls('both', 'exact')]: growing([3, 120]),
      [calls('both', 'estimated')]: growing([0.16, 120]),
      [calls('both', 'unpriced')]: growing([0.16, 120]),
      [calls('reported', 'exact')]: growing([9, 120]),
      [calls('reported', 'reported')]: growing([5, 120]),
      // A fifth of the calls fails, and what failed was not priced; a fifth is aborted, and what came is estimated.
      [calls('outage', 'exact')]: growing([4, 120]),
      [calls('outage', 'unpriced', 'error')]: growing([1, 120]),
      [calls('refused', 'exact')]: growing([4, 120]),
      [calls('refused', 'unpriced', 'refused')]: growing([1, 120]),
      [calls('aborted', 'exact')]: growing([4, 120]),
      [calls('aborted', 'estimated', 'aborted')]: growing([1, 120]),
      // A tenth of what was answered, though one in fifty of all that was asked.
      [calls('mostly refused', 'exact')]: growing([3.6, 120]),
      [calls('mostly refused', 'unpriced')]: growing([0.4, 120]),
      [calls('mostly refused', 'unpriced', 'refused')]: growing([16, 120]),
      // A fifth of the calls, but nine in an hour.
      [calls('few', 'exact')]: growing([0.6, 120]),
      [calls('few', 'unpriced')]: growing([0.15, 120]),
      // Many, but four in a hundred.
      [calls('rarely', 'exact')]: growing([48, 120]),
      [calls('rarely', 'unpriced')]: growing([2, 120]),
    },
    alerts: [
      // At 65 min acme is over both limits, but not yet for a quarter of an hour.
      firing('LLMNotExactlyPriced', '65m', ...others),
      firing('LLMNotExactlyPriced', '90m', inexact('acme', '9.85%'), ...others),
      ...silent('LLMNotExactlyPriced', '20m', '190m'),
    ],
  },
]

const missing = (field: string): string => `llm_attribution_missing_total{field="${field}", instance="a"}`

export const unattributedScenarios: readonly Scenario[] = [
  {
    name: 'a tenth of the calls has no tenant; calls without a user are common and stay silent',
    step: '1m',
    series: {
      [calls('acme', 'exact')]: growing([0.25, 120]),
      [calls('globex', 'exact')]: growing([0.25, 120]),
      [missing('tenantId')]: growing([0, 30], [0.05, 90]),
      // Four in a hundred of all calls; of one tenant's they would be eight.
      [missing('task')]: growing([0.02, 120]),
      [missing('userId')]: growing([0.4, 120]),
    },
    alerts: [
      // At 68 min more than a twentieth of the hour's calls are affected, but not yet for a quarter of an hour.
      ...silent('LLMCallsUnattributed', '29m', '68m'),
      firing('LLMCallsUnattributed', '110m', {
        labels: { field: 'tenantId' },
        summary: '10% of the calls have no tenantId',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
  {
    name: 'calls that a budget refused make the share no smaller: they count on neither side',
    step: '1m',
    series: {
      [calls('acme', 'exact')]: growing([0.5, 120]),
      [calls('acme', 'exact', 'refused')]: growing([10, 120]),
      [missing('task')]: growing([0.05, 120]),
    },
    alerts: [
      firing('LLMCallsUnattributed', '110m', {
        labels: { field: 'task' },
        summary: '10% of the calls have no task',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
  {
    name: 'one stray call of a quiet system is no alarm',
    step: '1m',
    series: { [calls('acme', 'exact')]: growing([0.3, 120]), [missing('tenantId')]: growing([0.1, 120]) },
    alerts: silent('LLMCallsUnattributed', '60m', '110m'),
  },
]

export const recordScenarios: readonly Scenario[] = [
  {
    name: 'a sink drops records',
    step: '1m',
    series: {
      'llm_dropped_records_total{sink="ledger", instance="a"}': '0x30 7x60',
      'llm_dropped_records_total{sink="ledger", instance="b"}': '0x30 2x60',
      'llm_dropped_records_total{sink="webhook", instance="a"}': '5x90',
      'llm_dropped_records_total{sink="spool", instance="a"}': '0x30 1 2 3x60',
    },
    alerts: [
      ...silent('LLMRecordsDropped', '25m', '60m'),
      firing(
        'LLMRecordsDropped',
        '42m',
        {
          labels: { sink: 'ledger' },
          summary: '9 records were dropped by the sink ledger',
          dashboard: 'llm-cost-health',
        },
        {
          labels: { sink: 'spool' },
          summary: '3 records were dropped by the sink spool',
          dashboard: 'llm-cost-health',
        },
      ),
    ],
  },
  {
    name: 'the price catalogue grows old; the age of two processes is not added up',
    step: '1h',
    series: {
      'llm_price_catalog_age_seconds{instance="a"}': '3600000+3600x120',
      'llm_price_catalog_age_seconds{instance="b"}': '2000000x120',
    },
    alerts: [
      ...silent('LLMPriceCatalogStale', '10h', '79h', '81h'),
      firing('LLMPriceCatalogStale', '83h', {
        summary: 'The price catalogue is 45d 3h 0m 0s old',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
  {
    name: 'a series limit folds tenants',
    step: '1m',
    series: {
      'llm_series_overflow_total{metric="llm.cost", dimension="tenantId", instance="a"}': '_x30 3x60',
    },
    alerts: [
      ...silent('LLMSeriesOverflow', '20m', '60m'),
      firing('LLMSeriesOverflow', '42m', {
        labels: { metric: 'llm.cost', dimension: 'tenantId' },
        summary: 'Values of tenantId are folded into __other__ on llm.cost',
        dashboard: 'llm-cost-health',
      }),
    ],
  },
]
