export type { MetricDefinition } from './metrics.ts'
export {
  attributionMissing,
  budgetLimit,
  budgetReserved,
  budgetStoreErrors,
  budgetUsed,
  cost,
  costRetired,
  droppedRecords,
  forecast,
  ledgerActiveUsers,
  ledgerCost,
  ledgerLastEvent,
  ledgerPeriodCost,
  ledgerRequests,
  ledgerUserCost,
  priceCatalogAge,
  recordFlags,
  requestDuration,
  requests,
  seriesLimit,
  seriesOverflow,
  tokens,
  usageShapeUnknown,
} from './metrics.ts'
export { allMetrics, prometheusName, instrumentName } from './names.ts'
export { isMetricPrefix, prometheusPrefix } from './prefix.ts'
