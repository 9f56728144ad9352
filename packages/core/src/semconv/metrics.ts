/** An instrument as OpenTelemetry knows it and as Prometheus shows it. */
export interface MetricDefinition {
  /** OpenTelemetry name without prefix. */
  readonly name: string
  /** UCUM unit; currencies and counts in braces, so that Prometheus adds no suffix. */
  readonly unit: string
  readonly kind: 'counter' | 'gauge' | 'histogram'
  /** Name in Prometheus, without prefix (histograms: without `_bucket`, `_sum`, `_count`). */
  readonly prometheus: string
  readonly labels: readonly string[]
  readonly description: string
}

const define = <const Definition extends MetricDefinition>(definition: Definition): Definition => definition

/** Cost of calls seen by this process. For rates and shape; "how much" comes from `ledgerCost`. */
export const cost: MetricDefinition = define({
  name: 'llm.cost',
  unit: '{USD}',
  kind: 'counter',
  prometheus: 'llm_cost_total',
  labels: ['provider', 'model', 'tenantId', 'task', 'costType', 'isEstimated'],
  description: 'Cost of LLM calls in USD; costType total = input + output',
})
/** Cost of series of `cost` that are no longer published because nothing happened to them for long. */
export const costRetired: MetricDefinition = define({
  name: 'llm.cost.retired',
  unit: '{USD}',
  kind: 'counter',
  prometheus: 'llm_cost_retired_total',
  labels: ['tenantId', 'costType'],
  description: 'Cost in USD of idle series that left llm.cost; both together are all the process has seen',
})
/** Tokens of calls seen by this process. */
export const tokens: MetricDefinition = define({
  name: 'llm.tokens',
  unit: '{token}',
  kind: 'counter',
  prometheus: 'llm_tokens_total',
  labels: ['provider', 'model', 'tenantId', 'task', 'tokenType', 'cached'],
  description: 'Tokens of LLM calls; cache_read and cache_write are inside input, reasoning is inside output',
})
/** Calls seen by this process. */
export const requests: MetricDefinition = define({
  name: 'llm.requests',
  unit: '{request}',
  kind: 'counter',
  prometheus: 'llm_requests_total',
  labels: ['provider', 'model', 'tenantId', 'task', 'outcome', 'pricing'],
  description: 'LLM calls by outcome and by how their price is known',
})
/** How long calls took. */
export const requestDuration: MetricDefinition = define({
  name: 'llm.request.duration',
  unit: 's',
  kind: 'histogram',
  prometheus: 'llm_request_duration_seconds',
  labels: ['provider', 'model', 'task', 'outcome'],
  description: 'Duration of LLM calls',
})
/** Running total of the ledger: the same from every replica, survives restarts. */
export const ledgerCost: MetricDefinition = define({
  name: 'llm.ledger.cost',
  unit: '{USD}',
  kind: 'counter',
  prometheus: 'llm_ledger_cost_total',
  labels: ['tenantId', 'task', 'provider', 'model'],
  description:
    'Total cost booked in the ledger since its beginning, in USD; take max without (instance, job) before sums',
})
/** Running count of the ledger. */
export const ledgerRequests: MetricDefinition = define({
  name: 'llm.ledger.requests',
  unit: '{request}',
  kind: 'counter',
  prometheus: 'llm_ledger_requests_total',
  labels: ['tenantId', 'task', 'provider', 'model'],
  description: 'Calls booked in the ledger since its beginning',
})
/** Cost of a period by tenant, task, provider and model. */
export const ledgerPeriodCost: MetricDefinition = define({
  name: 'llm.ledger.period.cost.usd',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_ledger_period_cost_usd',
  labels: ['tenantId', 'task', 'provider', 'model', 'period'],
  description: 'Cost booked in the period in USD: month, day, previous_month, previous_month_to_date (UTC)',
})
/** Cost of a period by the most expensive users of each tenant. */
export const ledgerUserCost: MetricDefinition = define({
  name: 'llm.ledger.user.cost.usd',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_ledger_user_cost_usd',
  labels: ['tenantId', 'userId', 'period'],
  description:
    'Cost booked in the period in USD, top users only; userId is pseudonymised unless configured otherwise',
})
/** Users with at least one call in the period. */
export const ledgerActiveUsers: MetricDefinition = define({
  name: 'llm.ledger.active.users',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_ledger_active_users',
  labels: ['tenantId', 'period'],
  description: 'Users with at least one call in the period',
})
/** Start of the newest booked call. */
export const ledgerLastEvent: MetricDefinition = define({
  name: 'llm.ledger.last.event.timestamp.seconds',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_ledger_last_event_timestamp_seconds',
  labels: [],
  description: 'Unix time of the newest booked call',
})
/** Limits, use and holds of budgets. */
export const budgetLimit: MetricDefinition = define({
  name: 'llm.budget.limit.usd',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_budget_limit_usd',
  labels: ['budget', 'scope', 'tenantId', 'period'],
  description: 'Limit of the budget in USD',
})
/** Settled spend in the budget's current period. */
export const budgetUsed: MetricDefinition = define({
  name: 'llm.budget.used.usd',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_budget_used_usd',
  labels: ['budget', 'scope', 'tenantId', 'period'],
  description: 'Spend settled against the budget in its current period, in USD',
})
/** Amounts held for calls under way. */
export const budgetReserved: MetricDefinition = define({
  name: 'llm.budget.reserved.usd',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_budget_reserved_usd',
  labels: ['budget', 'scope', 'tenantId', 'period'],
  description: 'Amounts held for calls under way, in USD',
})
/** Expected spend at the end of the period. */
export const forecast: MetricDefinition = define({
  name: 'llm.forecast.usd',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_forecast_usd',
  labels: ['tenantId', 'period'],
  description: 'Expected cost at the end of the period in USD, at the present run rate',
})
/** Calls that lack an attribution field. */
export const attributionMissing: MetricDefinition = define({
  name: 'llm.attribution.missing',
  unit: '{request}',
  kind: 'counter',
  prometheus: 'llm_attribution_missing_total',
  labels: ['field'],
  description: 'Calls that were made without tenantId, userId or task',
})
/** Records lost or refused by a sink. */
export const droppedRecords: MetricDefinition = define({
  name: 'llm.dropped.records',
  unit: '{record}',
  kind: 'counter',
  prometheus: 'llm_dropped_records_total',
  labels: ['sink'],
  description: 'Records that a sink could not take',
})
/** Usage objects that no normaliser knows. */
export const usageShapeUnknown: MetricDefinition = define({
  name: 'llm.usage.shape.unknown',
  unit: '{request}',
  kind: 'counter',
  prometheus: 'llm_usage_shape_unknown_total',
  labels: ['provider'],
  description: 'Calls whose usage object was of an unknown shape',
})
/** Records by what was unusual about them. */
export const recordFlags: MetricDefinition = define({
  name: 'llm.record.flags',
  unit: '{request}',
  kind: 'counter',
  prometheus: 'llm_record_flags_total',
  labels: ['flag'],
  description: 'Calls by what was unusual about their price or usage',
})
/** Age of the price catalogue. */
export const priceCatalogAge: MetricDefinition = define({
  name: 'llm.price.catalog.age.seconds',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_price_catalog_age_seconds',
  labels: [],
  description: 'Seconds since the price catalogue was last checked against its sources',
})
/** Series folded into `__other__`. */
export const seriesOverflow: MetricDefinition = define({
  name: 'llm.series.overflow',
  unit: '{record}',
  kind: 'counter',
  prometheus: 'llm_series_overflow_total',
  labels: ['metric', 'dimension'],
  description: 'Records whose attributes were folded into __other__ because a series limit was reached',
})
/** From how many sets of labels, or values of one label, on the rest is folded into `__other__`. */
export const seriesLimit: MetricDefinition = define({
  name: 'llm.series.limit',
  unit: '',
  kind: 'gauge',
  prometheus: 'llm_series_limit',
  labels: ['metric', 'dimension'],
  description: 'Most sets of labels (dimension series) or values of a label that the process publishes',
})
/** Failures of the store that budgets live in. */
export const budgetStoreErrors: MetricDefinition = define({
  name: 'llm.budget.store.errors',
  unit: '{error}',
  kind: 'counter',
  prometheus: 'llm_budget_store_errors_total',
  labels: [],
  description: 'Reservations or settlements that failed because the budget store was away',
})
