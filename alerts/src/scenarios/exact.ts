import { growing, type QueryCheck, type Scenario } from '../testing/scenario.ts'

const counter = (tenant: string, instance = 'a'): string =>
  `llm_cost_total{tenantId="${tenant}", task="chat", provider="openai", model="m", costType="total", isEstimated="false", instance="${instance}"}`

/** Everything that was ever counted, by tenant. */
function counted(at: string, tenants: Readonly<Record<string, number>>): QueryCheck {
  const samples = Object.entries(tenants).map(([tenant, usd]) => [`{tenantId="${tenant}"}`, usd])
  return {
    at,
    expr: 'sum_over_time(tenantId:llm_cost_usd:exact1m[10d])',
    samples: Object.fromEntries(samples) as Record<string, number>,
  }
}

/** Samples every 15 seconds, as our emitter sends them: minutes without any, and a value held for so many minutes. */
const nothing = (minutes: number): string => `_x${minutes * 4}`
const held = (value: number, minutes: number): string => `${value}x${minutes * 4 - 1}`

/** Lives of processes and of sets of labels, each with what it cost in all. */
const lives: Readonly<Record<string, readonly [values: string, usd: number]>> = {
  'from zero': [`${nothing(3)} 0 ${growing([0.25, 400])}`, 0.25 * 399],
  // As an emitter without a zero before the first value, or a page that is scraped, shows it.
  'from its full value': [`${nothing(3)} ${held(4, 50)}`, 4],
  'for two minutes': [`${nothing(12)} 0 ${held(4, 2)}`, 4],
  'again under the old name, with less': [`${nothing(3)} ${held(6, 60)} ${held(2, 60)}`, 6 + 2],
  'an outage of 65 minutes': [`${nothing(3)} ${held(1000, 60)} ${nothing(65)} ${held(1001, 20)}`, 1001],
  'an outage of three hours': [`${nothing(3)} ${held(1000, 60)} ${nothing(180)} ${held(1001, 20)}`, 1001],
  'an outage of eight hours': [`${nothing(3)} ${held(1000, 60)} ${nothing(480)} ${held(1001, 20)}`, 1001],
  'idle, left, back after 7.5 hours where it was': [
    `${nothing(3)} ${held(5, 60)} ${nothing(450)} ${held(5, 1)} ${held(12, 20)}`,
    12,
  ],
  'idle, left, forgotten, back from zero after 9.5 hours': [
    `${nothing(3)} ${held(5, 60)} ${nothing(570)} 0 ${held(7, 20)}`,
    5 + 7,
  ],
}

/** What began anew while it was away is known by its zero, if that is among the samples of a minute evaluated. */
const fromZero: Readonly<Record<string, readonly [values: string, usd: number]>> = {
  'back from zero after ten minutes': [`${nothing(3)} ${held(5, 60)} ${nothing(10)} 0 ${held(7, 20)}`, 12],
  'back from zero, equal amounts': [`${nothing(3)} ${held(5, 60)} ${nothing(10)} 0 ${held(5, 20)}`, 10],
  'back from zero after eight hours': [`${nothing(3)} ${held(5, 60)} ${nothing(480)} 0 ${held(7, 20)}`, 12],
  'back from zero, a quarter of a minute later': [
    `${nothing(3)} ${held(5, 60)} ${nothing(10)} _ 0 ${held(7, 20)}`,
    12,
  ],
  'back from zero, half a minute later': [
    `${nothing(3)} ${held(5, 60)} ${nothing(10)} _ _ 0 ${held(7, 20)}`,
    12,
  ],
  'back from zero, three quarters later': [
    `${nothing(3)} ${held(5, 60)} ${nothing(10)} _ _ _ 0 ${held(7, 20)}`,
    12,
  ],
}

function livesScenario(name: string, every: string, of: typeof lives): Scenario {
  return {
    name,
    step: '15s',
    every,
    series: Object.fromEntries(Object.entries(of).map(([tenant, [values]]) => [counter(tenant), values])),
    queries: [
      counted('14h', Object.fromEntries(Object.entries(of).map(([tenant, [, usd]]) => [tenant, usd]))),
    ],
  }
}

/** Sums that must be exact, to the last digit that a double has, whatever happens to processes, pipeline and rules. */
export const exactScenarios: readonly Scenario[] = [
  {
    name: 'two replicas, one restart under a new name, one born late: every dollar once',
    step: '1m',
    series: {
      [counter('acme', 'a')]: growing([0.25, 40]),
      [counter('acme', 'b')]: `_x3 ${growing([0.5, 20])}`,
      [counter('acme', 'b2')]: '_x30 1.75x20',
    },
    queries: [counted('60m', { acme: 9.75 + 9.5 + 1.75 })],
  },
  {
    name: 'a scraped process restarts under its old name: what it counted since is taken',
    step: '1m',
    series: { [counter('acme')]: '_ 1 2 3 4 0.5 1 1.5 1.5 1.5 1.5' },
    queries: [counted('20m', { acme: 4 + 1.5 })],
  },
  livesScenario('every minute is evaluated', '1m', { ...lives, ...fromZero }),
  livesScenario('four of five minutes are never evaluated: the same sums', '5m', lives),
  livesScenario('Prometheus is evaluated every forty minutes: the same sums', '40m', lives),
  {
    name: 'the first evaluation, or the first after more than eight hours without any, counts nothing that was there before',
    step: '1h',
    every: '9h',
    series: { [counter('old')]: '1000x9 1001x20' },
    queries: [counted('27h', { old: 0 })],
  },
]
