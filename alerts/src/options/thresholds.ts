/** Limits at which alerts fire. Relative limits always come with an absolute floor, so that pennies stay silent. */
export interface Thresholds {
  /** Spend of one tenant within an hour, USD. */
  readonly tenantHourlyUsd: number
  /** Share of a budget at which the warning comes. */
  readonly budgetNearlyUsedRatio: number
  /** Forecast as a share of the budget at which the notice comes. */
  readonly forecastOverBudgetRatio: number
  /** Spend of the hour against the same hour yesterday and last week. */
  readonly spikeFactor: number
  /** A spike under this spend per hour is not reported, USD. Over `tenantHourlyUsd` it is critical, else a warning. */
  readonly spikeFloorUsd: number
  /** Spend per hour at which a tenant without a past is reported, USD. */
  readonly newSpenderUsd: number
  /** Cost per request against its average over seven days. */
  readonly costPerRequestFactor: number
  /** Ratios over fewer requests per hour are not judged. */
  readonly requestsFloor: number
  /** Cache-read share against its average over seven days. */
  readonly cacheDropFactor: number
  /** A cache-read share that was under this was never worth an alert. */
  readonly cacheFloorRatio: number
  /** Share of requests whose price is estimated or unknown. */
  readonly notExactRatio: number
  /** Fewer such requests per hour are not reported. */
  readonly notExactFloor: number
  /** Share of requests that lack a tenant or a task. */
  readonly unattributedRatio: number
  /** Age of the newest booked call while calls come in, seconds. */
  readonly ledgerStaleSeconds: number
  /** Difference of ledger and metrics over six hours, as a share of the ledger. */
  readonly divergenceRatio: number
  /** A difference under this is not reported, USD. */
  readonly divergenceFloorUsd: number
  /** Age of the price catalogue, seconds. */
  readonly catalogMaxAgeSeconds: number
  /** Share of calls that may fail; the burn-rate alert compares against it. */
  readonly errorBudgetRatio: number
}

/** What fires unless told otherwise. */
export const defaultThresholds: Thresholds = {
  tenantHourlyUsd: 10,
  budgetNearlyUsedRatio: 0.9,
  forecastOverBudgetRatio: 1.1,
  spikeFactor: 3,
  spikeFloorUsd: 1,
  newSpenderUsd: 1,
  costPerRequestFactor: 2,
  requestsFloor: 20,
  cacheDropFactor: 0.5,
  cacheFloorRatio: 0.2,
  notExactRatio: 0.05,
  notExactFloor: 10,
  unattributedRatio: 0.05,
  ledgerStaleSeconds: 900,
  divergenceRatio: 0.05,
  divergenceFloorUsd: 0.5,
  catalogMaxAgeSeconds: 45 * 86_400,
  errorBudgetRatio: 0.02,
}
