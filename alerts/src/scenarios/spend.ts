import { daily, firing, growing, silent, type ExpectedAlert, type Scenario } from '../testing/scenario.ts'

const ledger = (tenant: string, instance = 'a'): string =>
  `llm_ledger_cost_total{tenantId="${tenant}", task="chat", provider="openai", model="m", instance="${instance}"}`
const counter = (tenant: string, instance: string, costType = 'total'): string =>
  `llm_cost_total{tenantId="${tenant}", task="chat", provider="openai", model="m", costType="${costType}", isEstimated="false", instance="${instance}"}`

export const highTenantCostScenarios: readonly Scenario[] = [
  {
    name: 'ledger totals of two replicas, one of them born at the full total, count once',
    step: '1m',
    series: {
      [ledger('acme')]: '1000x70 1000+0.2x120',
      [ledger('acme', 'b')]: '_x130 1012+0.2x60',
      [ledger('calm')]: '5000x190',
      // What belongs to no tenant has alerts of its own.
      [ledger('__other__')]: '1000x70 1000+0.5x120',
      [ledger('__none__')]: '1000x70 1000+0.5x120',
    },
    alerts: [
      ...silent('HighTenantCost', '70m', '100m'),
      firing('HighTenantCost', '2h10m', {
        labels: { tenantId: 'acme' },
        summary: 'Tenant acme spent 12.00 USD within an hour',
        dashboard: 'llm-cost-anomaly?var-tenantId=acme',
      }),
      // 9.60 USD within the hour are not yet ten.
      ...silent('HighTenantCost', '1h58m'),
    ],
  },
  {
    name: 'a Prometheus that has just begun to look does not take the whole ledger for the spend of an hour',
    step: '1m',
    series: { [ledger('acme')]: '_x30 5000x120' },
    alerts: silent('HighTenantCost', '40m', '80m', '2h'),
    queries: [
      { at: '40m', expr: 'tenantId:llm_cost_usd:window1h', samples: {} },
      {
        at: '2h',
        expr: 'tenantId:llm_cost_usd:window1h',
        samples: { 'tenantId:llm_cost_usd:window1h{tenantId="acme"}': 0 },
      },
    ],
  },
  {
    name: "a tenant's first spend counts from nothing once the ledger is known; quotes in its name do no harm",
    step: '1m',
    series: { [ledger('old')]: '7x200', [ledger('new\\"born.*')]: '_x100 12.5x100' },
    alerts: [
      firing('HighTenantCost', '2h', {
        labels: { tenantId: 'new"born.*' },
        summary: 'Tenant new"born.* spent 12.50 USD within an hour',
        dashboard: 'llm-cost-anomaly?var-tenantId=new%22born.%2A',
      }),
    ],
  },
  {
    name: 'without a ledger the exact deltas of process counters stand in, where increase() sees nothing',
    step: '1m',
    series: {
      // Three short-lived pods, 4 USD each, born at their full value. The split of the same cost is not added to it.
      [counter('acme', 'a')]: '_x5 4x10',
      [counter('acme', 'b')]: '_x20 4x10',
      [counter('acme', 'c')]: '_x35 4x10',
      [counter('acme', 'c', 'input')]: '_x35 3x10',
    },
    alerts: [
      firing('HighTenantCost', '55m', {
        labels: { tenantId: 'acme' },
        summary: 'Tenant acme spent 12.00 USD within an hour',
        dashboard: 'llm-cost-anomaly?var-tenantId=acme',
      }),
      ...silent('HighTenantCost', '30m', '3h'),
    ],
    queries: [
      {
        at: '55m',
        expr: 'sum by (tenantId) (increase(llm_cost_total{costType="total"}[1h]))',
        samples: { '{tenantId="acme"}': 0 },
      },
    ],
  },
]

/** Steps of half an hour: a week is then 336 evaluations. */
const perDay = 48

/** Amounts of each step, in pieces of so many steps. */
type Rhythm = readonly (readonly [usd: number, steps: number])[]

const rhythms: Readonly<Record<string, Rhythm>> = {
  even: [...daily(8, [0.6, perDay]), [0.6, 16], [3, 12]],
  'three and a half': [...daily(8, [0.4, perDay]), [0.4, 16], [1.4, 12]],
  'two and a half': [...daily(8, [0.4, perDay]), [0.4, 16], [1, 12]],
  // Ten times as much as a week ago, but not three times as much as yesterday.
  rising: [...daily(7, [0.1, perDay]), [0.4, perDay], [0.4, 16], [1, 12]],
  // A job that runs an hour later than yesterday and a week ago; one of two nights; one of Mondays; one that is late.
  drifts: [...daily(8, [0, 4], [2, 2], [0, 42]), [0, 6], [2, 2], [0, 20]],
  'drifts since yesterday': [...daily(7, [0, perDay]), [0, 4], [2, 2], [0, 42], [0, 6], [2, 2], [0, 20]],
  'drifts on Mondays': [
    [0, perDay],
    [0, 4],
    [2, 2],
    [0, 42],
    ...daily(6, [0, perDay]),
    [0, 6],
    [2, 2],
    [0, 20],
  ],
  'three hours late': [...daily(8, [0, 4], [2, 2], [0, 42]), [0, 10], [2, 2], [0, 16]],
  swings: [...daily(8, [0.12, 24], [0.96, 24]), [0.12, 24], [0.96, 10]],
  // Ten times the usual, but under a dollar, and just over it; ten times as dear, under and over ten dollars.
  '90 cents': [...daily(8, [0.045, perDay]), [0.045, 16], [0.45, 12]],
  '110 cents': [...daily(8, [0.055, perDay]), [0.055, 16], [0.55, 12]],
}

function times(factor: number, rhythm: Rhythm): Rhythm {
  return rhythm.map(([usd, steps]) => [usd * factor, steps])
}

/** The alert as it stands for a tenant that spent so much within the hour. */
function spike(severity: 'critical' | 'warning', tenant: string, usd: string): ExpectedAlert {
  return {
    severity,
    labels: { tenantId: tenant },
    summary: `Tenant ${tenant} spent ${usd} USD within an hour, far more than at this hour before`,
    dashboard: `llm-cost-anomaly?var-tenantId=${tenant.replaceAll(' ', '+')}`,
  }
}

export const spendSpikeScenarios: readonly Scenario[] = [
  {
    name: 'a tenant of an even rhythm spends more than three times as much; one that swings by eight every day does not alarm',
    step: '30m',
    series: {
      ...Object.fromEntries(
        Object.entries(rhythms).flatMap(([tenant, rhythm]) => [
          [ledger(tenant), growing(...rhythm)],
          [ledger(`dear ${tenant}`), growing(...times(10, rhythm))],
        ]),
      ),
      // What belongs to no tenant has alerts of its own.
      [ledger('__other__')]: growing(...(rhythms['even'] ?? [])),
      [ledger('__none__')]: growing(...times(10, rhythms['even'] ?? [])),
    },
    alerts: [
      // At 197 h 30 min and 200 h 30 min spikes are there, but not yet for a quarter of an hour.
      ...silent('LLMSpendSpike', '5d', '195h', '195h30m', '196h', '196h30m', '197h30m', '200h', '200h30m'),
      firing(
        'LLMSpendSpike',
        '198h',
        spike('warning', 'three hours late', '4.00'),
        spike('warning', 'dear three hours late', '40.00'),
        spike('critical', 'dear three hours late', '40.00'),
      ),
      firing(
        'LLMSpendSpike',
        '203h',
        spike('warning', 'even', '6.00'),
        spike('warning', 'three and a half', '2.80'),
        spike('warning', '110 cents', '1.10'),
        spike('warning', 'dear 90 cents', '9.00'),
        spike('warning', 'dear even', '60.00'),
        spike('critical', 'dear even', '60.00'),
        spike('warning', 'dear three and a half', '28.00'),
        spike('critical', 'dear three and a half', '28.00'),
        spike('warning', 'dear 110 cents', '11.00'),
        spike('critical', 'dear 110 cents', '11.00'),
      ),
    ],
  },
  {
    name: 'a busy Monday is compared with the Monday before, a first week with yesterday',
    step: '30m',
    series: {
      [ledger('weekly')]: growing([2.4, perDay], ...daily(6, [0.3, perDay]), [6, perDay]),
      [ledger('first week')]: `_x96 ${growing([0.6, 116], [5.4, 20])}`,
    },
    alerts: [
      ...silent('LLMSpendSpike', '173h'),
      firing(
        'LLMSpendSpike',
        '110h',
        spike('warning', 'first week', '10.80'),
        spike('critical', 'first week', '10.80'),
      ),
    ],
  },
]

/** A tenant whose processes come and go: steps of half an hour, before, between and after its few calls. */
const visit = (from: number, usdPerStep: number, steps: number): string =>
  `_x${from} ${growing([usdPerStep, steps])}`

/** The eighth day, ten in the morning. */
const visitAt = 8 * perDay + 20
const bothSpikes = [spike('warning', 'rare', '300.00'), spike('critical', 'rare', '300.00')]

export const awayYesterdayScenarios: readonly Scenario[] = [
  {
    name: 'without a ledger, who was away yesterday is compared with nothing; who is new or came at this hour a week ago is not',
    step: '30m',
    series: {
      [counter('rare', 'a')]: visit(4 * perDay, 1.5, 6),
      [counter('rare', 'b')]: visit(visitAt, 150, 12),
      [counter('weekly', 'a')]: visit(visitAt - 7 * perDay, 150, 12),
      [counter('weekly', 'b')]: visit(visitAt, 150, 12),
      [counter('new', 'b')]: visit(visitAt, 150, 12),
      [counter('free before', 'a')]: visit(4 * perDay, 0, 12),
      [counter('free before', 'b')]: visit(visitAt, 150, 12),
      [counter('other', 'a')]: growing([0.2, 9 * perDay]),
    },
    alerts: [
      ...silent('LLMSpendSpike', '100h', '201h', '202h'),
      firing('LLMSpendSpike', '204h', ...bothSpikes),
    ],
  },
  {
    name: 'nobody was counted yesterday, nor heard of: it may be the pipeline that was away',
    step: '30m',
    series: {
      [counter('rare', 'a')]: visit(4 * perDay, 1.5, 6),
      [counter('rare', 'b')]: visit(visitAt, 150, 12),
      [counter('other', 'a')]: growing([0.2, 6 * perDay]),
      'llm_price_catalog_age_seconds{instance="a"}': `1x${6 * perDay} _x${2 * perDay} 1x${perDay}`,
    },
    alerts: silent('LLMSpendSpike', '204h'),
  },
  {
    name: 'nobody was counted yesterday, but a process was there until half an hour before',
    step: '30m',
    series: {
      [counter('rare', 'a')]: visit(4 * perDay, 1.5, 6),
      [counter('rare', 'b')]: visit(visitAt, 150, 12),
      'llm_price_catalog_age_seconds{instance="a"}': `1x361`,
    },
    alerts: [firing('LLMSpendSpike', '204h', ...bothSpikes)],
  },
  {
    name: 'somebody was counted yesterday, until half an hour before',
    step: '30m',
    series: {
      [counter('rare', 'a')]: visit(4 * perDay, 1.5, 6),
      [counter('rare', 'b')]: visit(visitAt, 150, 12),
      [counter('other', 'a')]: '1+0.2x357',
    },
    alerts: [firing('LLMSpendSpike', '204h', ...bothSpikes)],
    queries: [{ at: '181h', expr: 'tenantId:llm_cost_usd:window1h', samples: {} }],
  },
]

export const newSpenderScenarios: readonly Scenario[] = [
  {
    name: 'a tenant without a past is reported once it spends; one that was quiet over the weekend is not',
    step: '30m',
    series: {
      [ledger('old')]: growing([0.6, 9 * perDay]),
      [ledger('newcomer')]: `_x385 ${growing([0.6, 20])}`,
      [ledger('__other__')]: `_x385 ${growing([0.6, 20])}`,
      [ledger('cheap newcomer')]: `_x385 ${growing([0.45, 20])}`,
      // A few cents an hour before the weekend are a past, too.
      [ledger('back')]: growing([0.02, 5 * perDay], [0, 145], [3, 20]),
    },
    alerts: [
      // At 193 h 30 min the newcomer is there, but not yet for a quarter of an hour.
      ...silent('LLMNewSpender', '2d', '190h', '193h30m'),
      firing('LLMNewSpender', '195h', {
        labels: { tenantId: 'newcomer' },
        summary: 'Tenant newcomer is new and spent 1.20 USD within an hour',
        dashboard: 'llm-cost-tenant?var-tenantId=newcomer',
      }),
    ],
  },
  {
    name: 'in the first week after the rules were loaded every tenant would be new: silence',
    step: '30m',
    series: { [ledger('acme')]: growing([6, 100]), [ledger('late')]: `_x40 ${growing([6, 60])}` },
    alerts: silent('LLMNewSpender', '10h', '24h', '40h'),
  },
]
