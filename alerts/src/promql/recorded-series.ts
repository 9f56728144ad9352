import type { LabelName } from '../options/labels.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Name of a recorded series at a level; the labels of the level are the labels of the series. */
export type SeriesAt = (...level: readonly LabelName[]) => string

/** Names of every series that our recording rules write; dashboards and alerts ask for them by these functions. */
export interface RecordedSeries {
  /** Running total of the ledger in USD, one value however many replicas publish it. */
  readonly ledgerTotal: SeriesAt
  /** Running count of the ledger's calls. */
  readonly ledgerRequests: SeriesAt
  /** The ledger's cost of a period in USD; the level ends in `period`. */
  readonly ledgerPeriod: SeriesAt
  /** What process counters grew by in the last minute, USD; add up with `sum_over_time`. */
  readonly exactCost: SeriesAt
  /** Calls of the last minute from process counters; those that a budget refused only where the level has `outcome`. */
  readonly exactRequests: SeriesAt
  /** Calls of the last minute that a budget refused: they never reached the provider, and no ledger counts them. */
  readonly exactRefused: SeriesAt
  /** Tokens of the last minute from process counters. */
  readonly exactTokens: SeriesAt
  /** Calls of the last minute that lack an attribution field. */
  readonly exactMissing: SeriesAt
  /** Records that a sink dropped in the last minute. */
  readonly exactDropped: SeriesAt
  /** Calls of the last minute by what was unusual about them. */
  readonly exactFlags: SeriesAt
  /** Calls of the last minute whose usage object was of an unknown shape. */
  readonly exactUnknownShapes: SeriesAt
  /** Records of the last minute that were folded into `__other__`. */
  readonly exactOverflow: SeriesAt
  /** Reservations and settlements of the last minute that failed because the budget store was away. */
  readonly exactBudgetErrors: SeriesAt
  /** What the ledger booked in the last six hours, USD. */
  readonly booked6h: SeriesAt
  /** What process counters saw in the last six hours, USD. */
  readonly counted6h: SeriesAt
  /** Spend of the last hour in USD: ledger totals, else process counters. */
  readonly hourCost: SeriesAt
  /** Calls of the last hour: ledger totals, else process counters. */
  readonly hourRequests: SeriesAt
  /** Cost per request of the last hour in USD. */
  readonly hourCostPerRequest: SeriesAt
  /** Share of input tokens of the last hour that were read from a cache. */
  readonly hourCacheRatio: SeriesAt
  /** Buckets of the durations of successful calls of the last minute, with `le`. */
  readonly exactDurationBuckets: SeriesAt
  /** Exact cost of five minutes, USD: the coarser step that dashboards add up over a month. */
  readonly fiveCost: SeriesAt
  /** Calls of five minutes; those that a budget refused only where the level has `outcome`. */
  readonly fiveRequests: SeriesAt
  /** Tokens of five minutes. */
  readonly fiveTokens: SeriesAt
  /** Tokens of a quarter of an hour: for charts of a month over all types at once. */
  readonly quarterTokens: SeriesAt
  /** Buckets of durations of five minutes, with `le`. */
  readonly fiveDurationBuckets: SeriesAt
  /** The newest booked call of the ledger, seconds since 1970. */
  readonly ledgerNewest: SeriesAt
  /** Age of the newest booked call in seconds, while it is too old and calls are made; else absent. */
  readonly ledgerStale: SeriesAt
  /** Always 1: the rules are loaded. */
  readonly rulesLoaded: () => string
  /** What was seen of each series of a counter when it was last evaluated, with all labels of the source. */
  readonly seen: (counter: string) => string
  /** Always 1: the exact deltas were evaluated. */
  readonly exactEvaluated: () => string
  /** Always 1: the sums of five minutes were evaluated. */
  readonly fivesEvaluated: () => string
  /** Always 1: the sums of a quarter of an hour were evaluated. */
  readonly quartersEvaluated: () => string
}

/** Names of the recorded series of one installation. */
export function recordedSeries(names: Vocabulary): RecordedSeries {
  const at =
    (metric: string, operation: string): SeriesAt =>
    (...level) =>
      names.recorded(level, metric, operation)
  return {
    ledgerTotal: at('llm_ledger_cost_usd', 'total'),
    ledgerRequests: at('llm_ledger_requests', 'total'),
    ledgerPeriod: at('llm_ledger_period_cost_usd', 'sum'),
    exactCost: at('llm_cost_usd', 'exact1m'),
    exactRequests: at('llm_requests', 'exact1m'),
    exactRefused: at('llm_requests_refused', 'exact1m'),
    exactTokens: at('llm_tokens', 'exact1m'),
    exactMissing: at('llm_attribution_missing', 'exact1m'),
    exactDropped: at('llm_dropped_records', 'exact1m'),
    exactFlags: at('llm_record_flags', 'exact1m'),
    exactUnknownShapes: at('llm_usage_shape_unknown', 'exact1m'),
    exactOverflow: at('llm_series_overflow', 'exact1m'),
    exactBudgetErrors: at('llm_budget_store_errors', 'exact1m'),
    booked6h: at('llm_ledger_cost_usd', 'window6h'),
    counted6h: at('llm_cost_usd', 'counted6h'),
    hourCost: at('llm_cost_usd', 'window1h'),
    hourRequests: at('llm_requests', 'window1h'),
    hourCostPerRequest: at('llm_cost_per_request_usd', 'window1h'),
    hourCacheRatio: at('llm_cache_read_ratio', 'window1h'),
    exactDurationBuckets: at('llm_request_duration_seconds_bucket', 'exact1m'),
    fiveCost: at('llm_cost_usd', 'exact5m'),
    fiveRequests: at('llm_requests', 'exact5m'),
    fiveTokens: at('llm_tokens', 'exact5m'),
    quarterTokens: at('llm_tokens', 'exact15m'),
    fiveDurationBuckets: at('llm_request_duration_seconds_bucket', 'exact5m'),
    ledgerNewest: at('llm_ledger_last_event_timestamp_seconds', 'max'),
    ledgerStale: at('llm_ledger_age_seconds', 'stale'),
    rulesLoaded: () => names.recorded([], 'llm_rules', 'loaded'),
    seen: (counter) => `source:${counter}:seen`,
    fivesEvaluated: () => names.recorded([], 'llm_exact5m', 'evaluated'),
    quartersEvaluated: () => names.recorded([], 'llm_exact15m', 'evaluated'),
    exactEvaluated: () => names.recorded([], 'llm_exact1m', 'evaluated'),
  }
}
