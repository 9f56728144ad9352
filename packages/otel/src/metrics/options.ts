import { TokentollError } from '@tokentoll/core'
import {
  defaultDimensions,
  isMetricDimension,
  orderDimensions,
  type MetricDimension,
} from '../series/dimension.ts'
import type { SeriesLimits } from '../series/series-table.ts'

/** How users appear in metrics: by a keyed pseudonym, or as they are because the ids are no personal data. */
export type UserLabel = { readonly pseudonymKey: string } | 'not-personal-data'

/** Options of `createMetricsSink`. */
export interface MetricsSinkOptions {
  /** What call metrics are split by; default: provider, model, tenantId, task. */
  readonly dimensions?: readonly MetricDimension[]
  /** Required when `dimensions` has `userId`. */
  readonly users?: UserLabel
  /**
   * Most distinct values per dimension, and most sets of values (`sets`, default 10,000); the rest is
   * counted under `__other__`. Defaults: provider 50, model 500, task 200, tenantId 5,000, userId and
   * conversationId 1,000. A set has about six series.
   */
  readonly limits?: Readonly<Partial<Record<MetricDimension | 'sets', number>>>
  /** Also publish the `gen_ai.client.*` histograms of the OpenTelemetry conventions; default true. */
  readonly genAi?: boolean
  /**
   * Milliseconds without a call after which a set stops being published, once its last value has arrived;
   * default 24 hours, at least 2. It is forgotten 9.5 hours later, and its cost moves to `llm.cost.retired`.
   * One that comes back within 7.5 hours goes on from its old value, which the recording rules remember for 8;
   * one that comes back in the two hours after that is published when they are over, from zero.
   */
  readonly idleAfterMs?: number
  /** Epoch milliseconds; default `Date.now`. */
  readonly clock?: () => number
}

/** The same, checked and complete. */
export interface CheckedMetricsSinkOptions {
  readonly dimensions: readonly MetricDimension[]
  readonly users: UserLabel | undefined
  readonly limits: SeriesLimits
  readonly genAi: boolean
  readonly idleAfterMs: number
  readonly clock: () => number
}

const defaultValues: Readonly<Record<MetricDimension, number>> = {
  provider: 50,
  model: 500,
  task: 200,
  tenantId: 5000,
  userId: 1000,
  conversationId: 1000,
}
const hourMs = 3_600_000
const leastIdleMs = 2 * hourMs
const leastSets = 10

export function checkMetricsSinkOptions(options: MetricsSinkOptions): CheckedMetricsSinkOptions {
  const { dimensions = defaultDimensions, users, limits = {}, genAi = true, clock = Date.now } = options
  const { idleAfterMs = 24 * hourMs } = options
  if (dimensions.length === 0) throw invalid('dimensions', '[]', 'Name at least one, e.g. tenantId')
  for (const dimension of dimensions) {
    if (isMetricDimension(dimension)) continue
    throw invalid('dimensions', dimension, `Use only ${Object.keys(defaultValues).join(', ')}`)
  }
  if (dimensions.includes('userId') && !isUserLabel(users)) {
    throw invalid(
      'users',
      users,
      'Give { pseudonymKey } with a secret of at least 16 characters, or "not-personal-data" when the ids name no person',
    )
  }
  const { sets = 10_000, ...values } = limits
  if (!isCount(sets, leastSets))
    throw invalid('limits.sets', sets, `Give a whole number of at least ${leastSets}`)
  for (const [dimension, limit] of Object.entries(values)) {
    if (!isMetricDimension(dimension)) throw invalid('limits', dimension, 'Name a dimension, or sets')
    if (!isCount(limit, 1)) throw invalid(`limits.${dimension}`, limit, 'Give a whole number of at least 1')
  }
  if (!(idleAfterMs >= leastIdleMs)) {
    throw invalid('idleAfterMs', idleAfterMs, `Give at least ${leastIdleMs} (2 hours), or Infinity for never`)
  }
  return {
    dimensions: orderDimensions(dimensions),
    users,
    limits: { values: { ...defaultValues, ...values }, sets },
    genAi,
    idleAfterMs,
    clock,
  }
}

function isCount(value: number | undefined, least: number): boolean {
  return value !== undefined && Number.isSafeInteger(value) && value >= least
}

function isUserLabel(users: UserLabel | undefined): boolean {
  return users === 'not-personal-data' || (typeof users === 'object' && users.pseudonymKey.length >= 16)
}

function invalid(field: string, value: unknown, remedy: string): TokentollError {
  return new TokentollError({
    code: 'invalid_option',
    problem: `${field} has no usable value`,
    remedy,
    field,
    value,
  })
}
