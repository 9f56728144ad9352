import type { LabelName } from '../options/labels.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Names of every series that our recording rules write; dashboards and alerts ask for them by these functions. */
export interface RecordedSeries {
  /** Running total of the ledger in USD, one value however many replicas publish it. */
  ledgerTotal(...level: readonly LabelName[]): string
  /** Running count of the ledger's calls. */
  ledgerRequests(...level: readonly LabelName[]): string
  /** The ledger's cost of a period in USD; the level ends in `period`. */
  ledgerPeriod(...level: readonly LabelName[]): string
  /** What process counters grew by in the last minute, USD; add up with `sum_over_time`. */
  exactCost(...level: readonly LabelName[]): string
  /** Calls of the last minute from process counters. */
  exactRequests(...level: readonly LabelName[]): string
  /** Tokens of the last minute from process counters. */
  exactTokens(...level: readonly LabelName[]): string
  /** Always 1: the rules are loaded. */
  rulesLoaded(): string
  /** Spend of the last hour in USD: ledger totals, else process counters. */
  hourCost(...level: readonly LabelName[]): string
}

/** Names of the recorded series of one installation. */
export function recordedSeries(names: Vocabulary): RecordedSeries {
  const at =
    (metric: string, operation: string) =>
    (...level: readonly LabelName[]): string =>
      names.recorded(level, metric, operation)
  return {
    ledgerTotal: at('llm_ledger_cost_usd', 'total'),
    ledgerRequests: at('llm_ledger_requests', 'total'),
    ledgerPeriod: at('llm_ledger_period_cost_usd', 'sum'),
    exactCost: at('llm_cost_usd', 'exact1m'),
    exactRequests: at('llm_requests', 'exact1m'),
    exactTokens: at('llm_tokens', 'exact1m'),
    rulesLoaded: () => names.recorded([], 'llm_rules', 'loaded'),
    hourCost: at('llm_cost_usd', 'window1h'),
  }
}
