/** The labels of our metrics that rules and dashboards ask for. */
export const labelNames = [
  'tenantId',
  'userId',
  'task',
  'provider',
  'model',
  'costType',
  'tokenType',
  'outcome',
  'pricing',
  'period',
  'budget',
  'scope',
  'field',
  'sink',
  'flag',
  'metric',
  'dimension',
] as const

/** One of the labels that rules and dashboards ask for. */
export type LabelName = (typeof labelNames)[number]
