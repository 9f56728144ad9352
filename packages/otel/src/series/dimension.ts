import type { CostRecord } from '@tokentoll/core'

/** What call metrics can be split by. */
export type MetricDimension = 'provider' | 'model' | 'tenantId' | 'task' | 'userId' | 'conversationId'

/** The dimensions of call metrics unless others are asked for: each of them bounded in practice. */
export const defaultDimensions: readonly MetricDimension[] = ['provider', 'model', 'tenantId', 'task']

/** Few values first: the lookup then walks small maps before the large one. */
const lookupOrder: readonly MetricDimension[] = [
  'provider',
  'model',
  'task',
  'tenantId',
  'userId',
  'conversationId',
]

/** The dimensions asked for, each once, in lookup order. */
export function orderDimensions(dimensions: readonly MetricDimension[]): readonly MetricDimension[] {
  return lookupOrder.filter((dimension) => dimensions.includes(dimension))
}

/** True for a name in `MetricDimension`. */
export function isMetricDimension(name: string): name is MetricDimension {
  return (lookupOrder as readonly string[]).includes(name)
}

/** How a dimension's value is read from a record. A hit of a response cache has the provider `cache`. */
export const readDimension: Readonly<Record<MetricDimension, (record: CostRecord) => string | undefined>> = {
  provider: (record) => (record.cached ? 'cache' : record.provider),
  model: (record) => record.model,
  task: (record) => record.attribution.task,
  tenantId: (record) => record.attribution.tenantId,
  userId: (record) => record.attribution.userId,
  conversationId: (record) => record.attribution.conversationId,
}
