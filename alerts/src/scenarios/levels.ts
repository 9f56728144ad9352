import type { QueryCheck, Scenario } from '../testing/scenario.ts'

type Labels = Readonly<Record<string, string>>

/** One series of a metric: its labels and a rate that no other series has. */
interface Cell {
  readonly labels: Labels
  readonly rate: number
}

/** Every combination of the values, on two replicas, each with a rate of its own. */
function cells(
  values: Readonly<Record<string, readonly string[]>>,
  replicas: readonly string[] = ['a', 'b'],
): Cell[] {
  let combinations: Labels[] = [{}]
  for (const [label, options] of Object.entries({ ...values, instance: replicas })) {
    combinations = combinations.flatMap((labels) => options.map((value) => ({ ...labels, [label]: value })))
  }
  return combinations.map((labels, index) => ({ labels, rate: (index + 1) / 4 }))
}

function notation(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ')}}`
}

/** Sums of the cells by the labels of a level. */
function sums(
  of: readonly Cell[],
  level: readonly string[],
  value: (cell: Cell) => number,
): Map<string, number> {
  const found = new Map<string, number>()
  for (const cell of of) {
    const key = notation(Object.fromEntries(level.map((label) => [label, cell.labels[label] ?? ''])))
    found.set(key, (found.get(key) ?? 0) + value(cell))
  }
  return found
}

const tenants = ['t1', 't2']
const tasks = ['chat', 'search']
const providers = ['openai', 'google']

/** A longer step that deltas are added up by. */
type Step = '5m' | '15m'

/** A counter, the levels it is recorded at, and which of its series count. */
interface Counter {
  readonly metric: string
  readonly recorded: string
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly levels: readonly (readonly string[])[]
  readonly counts?: (labels: Labels) => boolean
  /** Levels that are also recorded in longer steps. */
  readonly steps?: Readonly<Partial<Record<Step, readonly (readonly string[])[]>>>
}

const call = { tenantId: tenants, task: tasks, provider: providers, model: ['m'] }

const counters: readonly Counter[] = [
  {
    metric: 'llm_cost_total',
    recorded: 'llm_cost_usd:exact1m',
    values: { ...call, costType: ['total', 'input'], isEstimated: ['true', 'false'] },
    levels: [
      ['tenantId', 'task', 'provider', 'model'],
      ['tenantId', 'task'],
      ['tenantId'],
      ['task', 'provider', 'model'],
      ['provider'],
    ],
    counts: (labels) => labels['costType'] === 'total',
    steps: { '5m': [['tenantId'], ['task', 'provider', 'model']] },
  },
  {
    metric: 'llm_requests_total',
    recorded: 'llm_requests:exact1m',
    values: { ...call, outcome: ['success', 'error', 'refused'], pricing: ['exact', 'unpriced'] },
    levels: [['tenantId', 'pricing'], ['tenantId'], ['pricing'], ['task', 'provider', 'model']],
    counts: (labels) => labels['outcome'] !== 'refused',
    steps: { '5m': [['task', 'provider', 'model']] },
  },
  {
    metric: 'llm_requests_total',
    recorded: 'llm_requests:exact1m',
    values: { ...call, outcome: ['success', 'error', 'refused'], pricing: ['exact', 'unpriced'] },
    levels: [
      ['tenantId', 'pricing', 'outcome'],
      ['task', 'provider', 'model', 'outcome'],
    ],
    steps: { '5m': [['task', 'provider', 'model', 'outcome']] },
  },
  {
    metric: 'llm_requests_total',
    recorded: 'llm_requests_refused:exact1m',
    values: { ...call, outcome: ['success', 'refused'], pricing: ['exact', 'unpriced'] },
    levels: [['tenantId']],
    counts: (labels) => labels['outcome'] === 'refused',
  },
  {
    metric: 'llm_tokens_total',
    recorded: 'llm_tokens:exact1m',
    values: { ...call, tokenType: ['input', 'output'], cached: ['true', 'false'] },
    levels: [
      ['tenantId', 'tokenType'],
      ['task', 'provider', 'model', 'tokenType'],
    ],
    steps: {
      '5m': [['task', 'provider', 'model', 'tokenType']],
      '15m': [['task', 'provider', 'model', 'tokenType']],
    },
  },
  {
    metric: 'llm_request_duration_seconds_bucket',
    recorded: 'llm_request_duration_seconds_bucket:exact1m',
    values: { ...call, outcome: ['success', 'error'], le: ['0.5', '+Inf'] },
    levels: [['provider', 'model', 'le']],
    counts: (labels) => labels['outcome'] === 'success',
    steps: { '5m': [['provider', 'model', 'le']] },
  },
  {
    metric: 'llm_attribution_missing_total',
    recorded: 'llm_attribution_missing:exact1m',
    values: { field: ['tenantId', 'task'] },
    levels: [['field']],
  },
  {
    metric: 'llm_dropped_records_total',
    recorded: 'llm_dropped_records:exact1m',
    values: { sink: ['ledger', 'otel'] },
    levels: [['sink']],
  },
  {
    metric: 'llm_record_flags_total',
    recorded: 'llm_record_flags:exact1m',
    values: { flag: ['usage_missing', 'partial_output'] },
    levels: [['flag']],
  },
  {
    metric: 'llm_usage_shape_unknown_total',
    recorded: 'llm_usage_shape_unknown:exact1m',
    values: { provider: providers },
    levels: [['provider']],
  },
  {
    metric: 'llm_series_overflow_total',
    recorded: 'llm_series_overflow:exact1m',
    values: { metric: ['llm.cost', 'llm.tokens'], dimension: ['tenantId', 'task'] },
    levels: [['metric', 'dimension']],
  },
  {
    metric: 'llm_budget_store_errors_total',
    recorded: 'llm_budget_store_errors:exact1m',
    values: {},
    levels: [[]],
  },
]

function place(level: readonly string[]): string {
  const named = level.filter((label) => label !== 'le')
  return named.length === 0 ? 'platform' : named.join('_')
}

/**
 * Every 20 seconds, in multiples of the series' rate: born within a minute, minutes in which nothing arrives, eight of
 * them, what came meanwhile, a new beginning under the old name, a return from zero within 40 seconds after an absence,
 * an outage of over an hour, and an end within a minute. Nothing is counted at full five minutes: where two windows
 * meet, Prometheus before 3.0 looks into both. `_` is no sample.
 */
const LIFE = [
  gap(16),
  [1, '_', '_', '_', '_', 2, 3, 4],
  gap(9),
  [6, 7, 8, 9],
  gap(24),
  [12, 13, 14, 15, 0.5, 1, 1.5],
  gap(8),
  [0, 4, 4],
  gap(222),
  [4.5, 5],
].flat() as readonly (number | '_')[]

/** Up to the last evaluation before it begins anew 14 were seen, 1.5 since, 4 after it left, 1 over the outage. */
const COUNTED = 14 + 1.5 + 4 + 1

function gap(samples: number): '_'[] {
  return Array.from({ length: samples }, () => '_')
}

function counterScenarios(counter: Counter): Scenario[] {
  const { metric, recorded, values, levels, counts = () => true } = counter
  const all = cells(values)
  const counted = all.filter(({ labels }) => counts(labels))
  const series = (life: readonly (number | '_')[]): Record<string, string> => {
    const one = (rate: number): string =>
      life.map((value) => (value === '_' ? value : value * rate)).join(' ')
    return Object.fromEntries(all.map(({ labels, rate }) => [metric + notation(labels), one(rate)]))
  }
  const check = (level: readonly string[], name: string, window: string, times: number): QueryCheck => ({
    at: window.replace(/:.*/, ''),
    expr: `sum_over_time(${place(level)}:${name}[${window}])`,
    samples: Object.fromEntries(sums(counted, level, ({ rate }) => rate * times)),
  })
  return [
    {
      name: `${metric} at the levels of ${recorded}`,
      step: '20s',
      every: '1m',
      series: series(LIFE),
      queries: [
        ...levels.map((level) => check(level, recorded, '2h', COUNTED)),
        // promtool evaluates every group every minute; Prometheus these ones once a step.
        ...stepsOf(counter).map(({ level, step }) =>
          check(level, recorded.replace('1m', step), `2h:${step}`, COUNTED),
        ),
      ],
    },
    {
      name: `${metric}: a process that began and ended while nothing was evaluated`,
      step: '5m',
      every: '40m',
      series: series([...gap(10), 2, 3]),
      queries: levels.map((level) => check(level, recorded, '3h', 3)),
    },
    {
      name: `${metric}: after more than eight hours without an evaluation nothing that is there is new`,
      step: '1h',
      every: '9h',
      series: series(Array.from({ length: 20 }, () => 5)),
      queries: levels.map((level) => check(level, recorded, '20h', 0)),
    },
  ]
}

/** Each level that a counter is recorded at in longer steps, with its step. */
function stepsOf({
  steps = {},
}: Counter): readonly { readonly level: readonly string[]; readonly step: Step }[] {
  const named = Object.entries(steps) as [Step, readonly (readonly string[])[]][]
  return named.flatMap(([step, levels]) => levels.map((level) => ({ level, step })))
}

/** At every mark, and at every so many: a Prometheus that was away at the others. */
const MARKS: Readonly<Record<Step, readonly string[]>> = { '5m': ['5m', '15m', '30m'], '15m': ['15m', '20m'] }

/**
 * Exact deltas of every minute, added up at some marks. Where none was missed, sums that say too much (1,000 each) have
 * no influence on those after them.
 */
function missedMarks(counter: Counter): Scenario[] {
  const { metric, recorded, values, counts = () => true } = counter
  const counted = cells(values).filter(({ labels }) => counts(labels))
  return stepsOf(counter).flatMap(({ level, step }) =>
    MARKS[step].map((every) => {
      const minutes = sums(counted, level, ({ rate }) => rate)
      const name = `${place(level)}:${recorded}`
      const sum = name.replace('1m', step)
      const strange = every === step ? 2000 : 0
      return {
        name: `${metric}: sums of ${step} at ${name} when one is evaluated every ${every}`,
        step: '20s',
        every,
        // Twenty seconds after each minute: where windows meet, Prometheus before 3.0 looks into both.
        series: Object.fromEntries(
          [...minutes].flatMap(([labels, usd]) => [
            [name + labels, `_x6 ${`_ ${usd} _ `.repeat(6)} _x201 ${`_ ${usd} _ `.repeat(95)}`],
            ...(strange > 0 ? [[sum + labels, '_x31 1000 _x197 1000']] : []),
          ]),
        ) as Record<string, string>,
        queries: [
          {
            at: '180m',
            expr: `sum_over_time(${sum}[3h])`,
            samples: Object.fromEntries([...minutes].map(([labels, usd]) => [labels, usd * 101 + strange])),
          },
        ],
      }
    }),
  )
}

/** A gauge or total of the ledger: the same from both replicas. */
function ledgerScenario(
  metric: string,
  recorded: string,
  more: Readonly<Record<string, readonly string[]>>,
  levels: readonly (readonly string[])[],
): Scenario {
  const published = cells({ ...call, model: ['m1', 'm2'], ...more }, ['a'])
  const series = published.flatMap(({ labels, rate }) =>
    ['a', 'b', 'c'].map((instance) => [metric + notation({ ...labels, instance }), `${rate}x5`]),
  )
  return {
    name: `${metric} at every level, each replica's copy once`,
    step: '1m',
    series: Object.fromEntries(series) as Record<string, string>,
    queries: levels.map((level) => ({
      at: '4m',
      expr: `${place(level)}:${recorded} + 0`,
      samples: Object.fromEntries(sums(published, level, ({ rate }) => rate)),
    })),
  }
}

/** Every recorded level against sums made by hand. */
export const levelScenarios: readonly Scenario[] = [
  ...counters.flatMap((counter) => [...counterScenarios(counter), ...missedMarks(counter)]),
  ledgerScenario('llm_ledger_cost_total', 'llm_ledger_cost_usd:total', {}, [
    ['tenantId', 'task'],
    ['tenantId', 'provider', 'model'],
    ['tenantId'],
    ['provider', 'model'],
    ['provider'],
  ]),
  ledgerScenario('llm_ledger_requests_total', 'llm_ledger_requests:total', {}, [
    ['tenantId', 'provider', 'model'],
    ['tenantId'],
  ]),
  ledgerScenario(
    'llm_ledger_period_cost_usd',
    'llm_ledger_period_cost_usd:sum',
    { period: ['month', 'day'] },
    [
      ['tenantId', 'task', 'period'],
      ['tenantId', 'period'],
      ['provider', 'model', 'period'],
      ['provider', 'period'],
    ],
  ),
]
