import { growing, type QueryCheck, type Scenario } from '../testing/scenario.ts'

const call = (tenant: string, provider = 'openai'): string =>
  `tenantId="${tenant}", task="chat", provider="${provider}", model="m", instance="a"`

/** Cost and requests are windowed alike: each with the total of the ledger, the counter and the recorded window. */
const measures = [
  {
    total: 'llm_ledger_cost_total',
    counter: (tenant: string): string =>
      `llm_cost_total{${call(tenant)}, costType="total", isEstimated="false"}`,
    window: 'tenantId:llm_cost_usd:window1h',
  },
  {
    total: 'llm_ledger_requests_total',
    counter: (tenant: string): string =>
      `llm_requests_total{${call(tenant)}, outcome="success", pricing="exact"}`,
    window: 'tenantId:llm_requests:window1h',
  },
] as const

/** The same histories for both measures. */
function both(
  totals: Readonly<Record<string, string>>,
  counters: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    measures.flatMap(({ total, counter }) => [
      ...Object.entries(totals).map(([tenant, values]) => [`${total}{${call(tenant)}}`, values]),
      ...Object.entries(counters).map(([tenant, values]) => [counter(tenant), values]),
    ]),
  ) as Record<string, string>
}

function windowsAt(at: string, tenants: Readonly<Record<string, number>>): QueryCheck[] {
  const samples = Object.fromEntries(
    Object.entries(tenants).map(([tenant, value]) => [`{tenantId="${tenant}"}`, value]),
  )
  return measures.map(({ window }) => ({ at, expr: `${window} + 0`, samples }))
}

const newest = 'llm_ledger_last_event_timestamp_seconds{instance="a"}'
/** A quarter a minute, and as many calls. */
const steadily = growing([0.25, 500])

/** A ledger that stands still, or is not published, while calls go on. */
const behindScenarios: readonly Scenario[] = [
  {
    name: 'while the ledger stands still, and for two hours after it booked its spool at once, the counters stand in',
    step: '1m',
    series: {
      // The ledger has twice as much, so that one sees who is asked.
      ...both({ acme: growing([0.5, 120], [0, 90], [45, 1], [0.5, 250]) }, { acme: steadily }),
      [newest]: '0+60x119 7140x89 12600+60x250',
    },
    queries: [
      // Ledger; 21 minutes of standstill; in its midst; replayed; still held; ledger again.
      ...windowAt({ '120m': 30, '141m': 15, '180m': 15, '212m': 15, '270m': 15, '320m': 15, '345m': 30 }),
    ],
  },
  {
    name: 'a standstill of a few minutes changes nothing',
    step: '1m',
    series: {
      // A tenant that the ledger does not know is not asked about at the counters alone.
      ...both({ acme: growing([0.5, 300]) }, { acme: steadily, stranger: steadily }),
      [newest]: '0+60x119 7140x18 8280+60x150',
    },
    queries: windowAt({ '120m': 30, '139m': 30, '200m': 30 }),
  },
  {
    name: 'its publisher is gone for hours',
    step: '1m',
    series: {
      ...both({ acme: `${growing([0.5, 120])} _x300` }, { acme: steadily }),
      [newest]: '0+60x119 _x300',
    },
    queries: windowAt({ '119m': 30, '180m': 15, '300m': 15 }),
  },
  {
    name: 'nobody calls: an old ledger is right',
    step: '1m',
    series: {
      ...both({ acme: growing([0.5, 100], [0, 200]) }, { acme: growing([0.25, 100], [0, 200]) }),
      [newest]: '0+60x99 5940x200',
    },
    queries: windowAt({ '99m': 30, '130m': 15, '200m': 0 }),
  },
]

function windowAt(instants: Readonly<Record<string, number>>): QueryCheck[] {
  return Object.entries(instants).flatMap(([at, usd]) => windowsAt(at, { acme: usd }))
}

/** What windows of an hour and of six are made of. */
export const windowScenarios: readonly Scenario[] = [
  {
    name: 'the last hour of a tenant from its ledger totals; publishers that were away for 40 minutes change nothing',
    step: '1m',
    series: both(
      {
        t1: '100x60 _x40 112x60',
        t2: '5x60 _x40 5x60',
        // Born within the hour, shortly before the publishers go; and after they are back.
        t3: '_x50 4x10 _x40 4x60',
        t4: '_x110 7x51',
      },
      // Process counters say something else: where a ledger publishes they are not asked.
      { acme: growing([9, 162]) },
    ),
    queries: [
      ...windowsAt('90m', { t1: 0, t2: 0, t3: 4 }),
      ...windowsAt('110m', { t1: 12, t2: 0, t3: 0, t4: 7 }),
      ...windowsAt('150m', { t1: 12, t2: 0, t3: 0, t4: 7 }),
      { at: '110m', expr: 'platform:llm_rules:loaded', samples: { 'platform:llm_rules:loaded': 1 } },
    ],
  },
  ...behindScenarios,
  {
    name: 'until the ledger is known for an hour the counters stand in',
    step: '1m',
    series: both({ acme: '_x100 700x80' }, { acme: growing([0.5, 181]) }),
    queries: [
      ...windowsAt('90m', { acme: 30 }),
      ...windowsAt('130m', { acme: 30 }),
      ...windowsAt('170m', { acme: 0 }),
    ],
  },
  {
    name: 'cost per request is by the calls of the hour, however few; without calls there is none',
    step: '1m',
    series: {
      [`llm_ledger_cost_total{${call('few')}}`]: '5x60 6.5x60',
      [`llm_ledger_requests_total{${call('few')}}`]: '20x60 23x60',
      [`llm_ledger_cost_total{${call('none')}}`]: '5x60 6x60',
      [`llm_ledger_requests_total{${call('none')}}`]: '20x120',
    },
    queries: [
      {
        at: '90m',
        expr: 'tenantId:llm_cost_per_request_usd:window1h + 0',
        samples: { '{tenantId="few"}': 0.5 },
      },
    ],
  },
  {
    name: 'six hours of the ledger, with an outage at either end and a provider that is new',
    step: '1m',
    series: {
      [`llm_ledger_cost_total{${call('acme')}}`]: '0+0.25x59 _x41 30+0.25x299',
      [`llm_ledger_cost_total{${call('acme', 'google')}}`]: '_x300 5x100',
    },
    queries: ['450m', '466m'].map((at) => ({
      at,
      expr: 'platform:llm_ledger_cost_usd:window6h + 0',
      samples: {
        '{}': at === '450m' ? 30 + 0.25 * 299 - 0.25 * 59 + 5 : 30 + 0.25 * 299 - (30 + 0.25 * 4) + 5,
      },
    })),
  },
  {
    name: 'six hours of the process counters, all providers together, up to a minute ago',
    step: '1m',
    series: Object.fromEntries(
      ['openai', 'google'].map((provider) => [
        `llm_cost_total{${call('acme', provider)}, costType="total", isEstimated="false"}`,
        growing([0.5, 41]),
      ]),
    ),
    queries: [{ at: '40m', expr: 'platform:llm_cost_usd:counted6h + 0', samples: { '{}': 39 } }],
  },
]
