import { createRandom } from '../history/random.ts'

/** One series of a large platform and how its samples come about. */
export interface LargeSeries {
  readonly labels: Readonly<Record<string, string>>
  /** A running total, an amount per minute, or a level. */
  readonly shape: 'total' | 'minute' | 'five minutes' | 'quarter of an hour' | 'gauge'
  /** How far back it is sampled: all the days, the last day and two hours, or the last ten minutes. */
  readonly since: 'month' | 'day' | 'now'
}

export interface LargePlatform {
  readonly tenants: number
  readonly tasks: number
  readonly models: number
  /** Models that a tenant uses for one task. */
  readonly modelsPerTask: number
  readonly replicas: number
}

const PERIODS = ['month', 'day', 'previous_month', 'previous_month_to_date']
const TOKEN_TYPES = ['input', 'output', 'cache_read', 'cache_write', 'reasoning']
const LE = [
  '0.01',
  '0.02',
  '0.04',
  '0.08',
  '0.16',
  '0.32',
  '0.64',
  '1.28',
  '2.56',
  '5.12',
  '10.24',
  '20.48',
  '40.96',
  '81.92',
  '+Inf',
]

type Labels = Readonly<Record<string, string>>

/** The tenant whose dashboard is opened: all its series go back a month. */
export const openedTenant = 'tenant-001'

/**
 * Every series that dashboards read, at the size of the platform. Series that a query only touches at its end are
 * sampled only there: Prometheus reads no samples of a series outside the window that was asked for.
 */
export function largeSeries({
  tenants,
  tasks,
  models,
  modelsPerTask,
  replicas,
}: LargePlatform): LargeSeries[] {
  const random = createRandom(3)
  const used: Labels[] = []
  for (let tenant = 1; tenant <= tenants; tenant += 1) {
    for (let task = 0; task < tasks; task += 1) {
      const first = Math.floor(random() * models)
      for (let index = 0; index < modelsPerTask; index += 1) {
        const model = (first + index * 3) % models
        used.push({
          tenantId: `tenant-${String(tenant).padStart(3, '0')}`,
          task: `task-${task}`,
          provider: `provider-${model % 4}`,
          model: `model-${model}`,
        })
      }
    }
  }
  const out: LargeSeries[] = []
  const level = (...names: string[]): Labels[] => distinct(used, names)
  const add = (
    name: string,
    of: readonly Labels[],
    shape: LargeSeries['shape'],
    since: LargeSeries['since'],
  ): void => {
    for (const labels of of) {
      const isOpened = labels['tenantId'] === openedTenant && since === 'day'
      out.push({ labels: { __name__: name, ...labels }, shape, since: isOpened ? 'month' : since })
    }
  }
  const times = (of: readonly Labels[], label: string, values: readonly string[]): Labels[] =>
    of.flatMap((labels) => values.map((value) => ({ ...labels, [label]: value })))
  const instances = Array.from({ length: replicas }, (_, index) => `replica-${index}`)
  const published = (of: readonly Labels[]): Labels[] => times(of, 'instance', instances)

  // What the applications publish.
  add(
    'llm_cost_total',
    published(times(times(used, 'costType', ['total', 'input', 'output']), 'isEstimated', ['false'])),
    'total',
    'now',
  )
  add('llm_tokens_total', published(times(used, 'tokenType', TOKEN_TYPES)), 'total', 'now')
  add(
    'llm_requests_total',
    published(times(times(used, 'outcome', ['success']), 'pricing', ['exact'])),
    'total',
    'now',
  )
  add('llm_ledger_cost_total', published(used), 'total', 'now')
  add('llm_ledger_requests_total', published(used), 'total', 'now')
  add('llm_ledger_period_cost_usd', published(times(used, 'period', PERIODS)), 'gauge', 'now')
  add('llm_ledger_active_users', published(times(level('tenantId'), 'period', PERIODS)), 'gauge', 'now')
  const people = Array.from({ length: 20 }, (_, index) => `user-${index}`)
  add(
    'llm_ledger_user_cost_usd',
    published(times(times(level('tenantId'), 'userId', people), 'period', ['month', 'day'])),
    'gauge',
    'now',
  )
  add('llm_forecast_usd', published(times(level('tenantId'), 'period', ['month'])), 'gauge', 'day')
  const budget = times(times(times(level('tenantId'), 'period', ['month']), 'scope', ['tenant']), 'budget', [
    'month',
  ])
  add('llm_budget_limit_usd', published(budget), 'gauge', 'day')
  add('llm_budget_used_usd', published(budget), 'gauge', 'day')
  add('llm_ledger_last_event_timestamp_seconds', published([{}]), 'gauge', 'now')
  add('llm_price_catalog_age_seconds', published([{}]), 'gauge', 'now')
  // What the recording rules make of it.
  const call = level('task', 'provider', 'model')
  add('tenantId:llm_cost_usd:exact5m', level('tenantId'), 'five minutes', 'month')
  add('task_provider_model:llm_cost_usd:exact5m', call, 'five minutes', 'month')
  add('task_provider_model:llm_requests:exact5m', call, 'five minutes', 'month')
  add(
    'task_provider_model_outcome:llm_requests:exact5m',
    times(call, 'outcome', ['success', 'error']),
    'five minutes',
    'month',
  )
  add(
    'task_provider_model_tokenType:llm_tokens:exact5m',
    times(call, 'tokenType', TOKEN_TYPES),
    'five minutes',
    'month',
  )
  add(
    'task_provider_model_tokenType:llm_tokens:exact15m',
    times(call, 'tokenType', TOKEN_TYPES),
    'quarter of an hour',
    'month',
  )
  add(
    'provider_model:llm_request_duration_seconds_bucket:exact5m',
    times(level('provider', 'model'), 'le', LE),
    'five minutes',
    'month',
  )
  add(
    'pricing:llm_requests:exact1m',
    times([{}], 'pricing', ['exact', 'estimated', 'reported', 'unpriced']),
    'minute',
    'month',
  )
  add('tenantId_task_provider_model:llm_cost_usd:exact1m', used, 'minute', 'day')
  add('tenantId_task:llm_cost_usd:exact1m', level('tenantId', 'task'), 'minute', 'day')
  add('tenantId:llm_cost_usd:exact1m', level('tenantId'), 'minute', 'day')
  add('task_provider_model:llm_cost_usd:exact1m', level('task', 'provider', 'model'), 'minute', 'month')
  add('provider:llm_cost_usd:exact1m', level('provider'), 'minute', 'month')
  add(
    'tenantId_pricing:llm_requests:exact1m',
    times(level('tenantId'), 'pricing', ['exact', 'estimated']),
    'minute',
    'day',
  )
  add('task_provider_model:llm_requests:exact1m', call, 'minute', 'day')
  add(
    'task_provider_model_outcome:llm_requests:exact1m',
    times(level('task', 'provider', 'model'), 'outcome', ['success', 'error']),
    'minute',
    'day',
  )
  add(
    'task_provider_model_tokenType:llm_tokens:exact1m',
    times(level('task', 'provider', 'model'), 'tokenType', TOKEN_TYPES),
    'minute',
    'day',
  )
  add(
    'provider_model:llm_request_duration_seconds_bucket:exact1m',
    times(level('provider', 'model'), 'le', LE),
    'minute',
    'day',
  )
  add(
    'field:llm_attribution_missing:exact1m',
    times([{}], 'field', ['tenantId', 'userId', 'task']),
    'minute',
    'month',
  )
  add('sink:llm_dropped_records:exact1m', times([{}], 'sink', ['ledger', 'otel']), 'minute', 'month')
  add('flag:llm_record_flags:exact1m', times([{}], 'flag', ['a', 'b', 'c', 'd']), 'minute', 'month')
  add('provider:llm_usage_shape_unknown:exact1m', level('provider'), 'minute', 'month')
  add('platform:llm_budget_store_errors:exact1m', [{}], 'minute', 'month')
  add(
    'metric_dimension:llm_series_overflow:exact1m',
    times([{ metric: 'llm.cost' }], 'dimension', ['tenantId', 'task']),
    'minute',
    'month',
  )
  add('llm_series_limit', published([{ metric: 'llm.cost', dimension: 'series' }]), 'gauge', 'now')
  add('tenantId_task:llm_ledger_cost_usd:total', level('tenantId', 'task'), 'total', 'day')
  add(
    'tenantId_provider_model:llm_ledger_cost_usd:total',
    level('tenantId', 'provider', 'model'),
    'total',
    'day',
  )
  add(
    'tenantId_provider_model:llm_ledger_requests:total',
    level('tenantId', 'provider', 'model'),
    'total',
    'day',
  )
  add('provider:llm_ledger_cost_usd:total', level('provider'), 'total', 'month')
  add(
    'provider_period:llm_ledger_period_cost_usd:sum',
    times(level('provider'), 'period', PERIODS),
    'gauge',
    'month',
  )
  add(
    'tenantId_task_period:llm_ledger_period_cost_usd:sum',
    times(level('tenantId', 'task'), 'period', PERIODS),
    'gauge',
    'day',
  )
  add(
    'tenantId_period:llm_ledger_period_cost_usd:sum',
    times(level('tenantId'), 'period', PERIODS),
    'gauge',
    'day',
  )
  add('tenantId:llm_cost_usd:window1h', level('tenantId'), 'gauge', 'month')
  add('tenantId:llm_requests:window1h', level('tenantId'), 'gauge', 'month')
  add('tenantId:llm_cache_read_ratio:window1h', level('tenantId'), 'gauge', 'month')
  add('platform:llm_ledger_cost_usd:window6h', [{}], 'gauge', 'month')
  add('platform:llm_cost_usd:counted6h', [{}], 'gauge', 'month')
  add('platform:llm_rules:loaded', [{}], 'gauge', 'now')
  return out
}

function distinct(of: readonly Labels[], names: readonly string[]): Labels[] {
  const found = new Map<string, Labels>()
  for (const labels of of) {
    const kept = Object.fromEntries(names.map((name) => [name, labels[name] ?? '']))
    found.set(JSON.stringify(kept), kept)
  }
  return [...found.values()]
}
