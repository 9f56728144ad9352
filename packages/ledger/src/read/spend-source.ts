import type { SpendDimension, SpendQuery } from '@tokentoll/core'
import { keyText } from '../row/column-values.ts'
import type { SqlNames } from '../schema/names.ts'

/** The column of each dimension. */
export const dimensionColumns: Readonly<Record<SpendDimension, string>> = {
  tenantId: 'tenant_id',
  userId: 'user_id',
  task: 'task',
  conversationId: 'conversation_id',
  provider: 'provider',
  model: 'model',
}

/** A relation with the sums that a total is made of, and the values of its parameters. */
export interface SpendSource {
  readonly sql: string
  readonly values: readonly unknown[]
}

const dayMs = 86_400_000
const spendDayDimensions: readonly SpendDimension[] = ['tenantId', 'task', 'provider', 'model']
const userSpendDayDimensions: readonly SpendDimension[] = ['tenantId', 'userId']

/**
 * The rows to add up: whole UTC days from the totals by day, the parts of days at both ends from single calls.
 * Single calls alone where no table of totals has all the dimensions.
 */
export function spendSource(names: SqlNames, query: SpendQuery): SpendSource {
  const used = [...query.by, ...(Object.keys(query.where ?? {}) as SpendDimension[])]
  const covers = (dimensions: readonly SpendDimension[]): boolean =>
    used.every((dimension) => dimensions.includes(dimension))
  const from = query.from?.getTime()
  const to = query.to?.getTime()
  if (covers(spendDayDimensions)) return fromDays(names, names.spendDay, spendDayDimensions, query, from, to)
  if (covers(userSpendDayDimensions))
    return fromDays(names, names.userSpendDay, userSpendDayDimensions, query, from, to)
  const values: unknown[] = []
  return { sql: calls(names, query, from, to, values), values }
}

function fromDays(
  names: SqlNames,
  table: string,
  dimensions: readonly SpendDimension[],
  query: SpendQuery,
  from: number | undefined,
  to: number | undefined,
): SpendSource {
  const values: unknown[] = []
  const firstDay = from === undefined ? undefined : Math.ceil(from / dayMs) * dayMs
  const endDay = to === undefined ? undefined : Math.floor(to / dayMs) * dayMs
  if (firstDay !== undefined && endDay !== undefined && firstDay >= endDay) {
    return { sql: calls(names, query, from, to, values), values }
  }
  const parts: string[] = []
  if (from !== undefined && firstDay !== undefined && from < firstDay) {
    parts.push(calls(names, query, from, firstDay, values))
  }
  parts.push(days(table, dimensions, query, firstDay, endDay, values))
  if (to !== undefined && endDay !== undefined && endDay < to) {
    parts.push(calls(names, query, endDay, to, values))
  }
  return { sql: parts.join('\nUNION ALL\n'), values }
}

const sums = `requests, input_cost_usd, output_cost_usd, cost_usd, input_tokens, output_tokens,
    estimated_requests, unpriced_requests, first_at, last_at`

function days(
  table: string,
  dimensions: readonly SpendDimension[],
  query: SpendQuery,
  from: number | undefined,
  to: number | undefined,
  values: unknown[],
): string {
  const grouped = query.by
    .filter((dimension) => dimensions.includes(dimension))
    .map((d) => dimensionColumns[d])
  const keys = grouped.map((column) => `NULLIF(${column}, '') AS ${column}, `).join('')
  const conditions = [
    ...wheres(query, (column) => `${column} = ''`, values),
    ...bound('day >=', from, 'date', values),
    ...bound('day <', to, 'date', values),
  ]
  return `SELECT ${keys}${sums} FROM ${table}${where(conditions)}`
}

function calls(
  names: SqlNames,
  query: SpendQuery,
  from: number | undefined,
  to: number | undefined,
  values: unknown[],
): string {
  const keys = query.by.map((dimension) => `${dimensionColumns[dimension]}, `).join('')
  const conditions = [
    ...wheres(query, (column) => `${column} IS NULL`, values),
    ...bound('timestamp >=', from, 'timestamptz', values),
    ...bound('timestamp <', to, 'timestamptz', values),
  ]
  return `SELECT ${keys}made::bigint AS requests, COALESCE(input_cost_usd, 0) AS input_cost_usd,
    COALESCE(output_cost_usd, 0) AS output_cost_usd, COALESCE(cost_usd, 0) AS cost_usd,
    COALESCE(input_tokens, 0) AS input_tokens, COALESCE(output_tokens, 0) AS output_tokens,
    made * is_estimated::int AS estimated_requests, made * (status = 'unpriced')::int AS unpriced_requests,
    timestamp AS first_at, timestamp AS last_at
  FROM ${names.callLog}, LATERAL (SELECT (outcome <> 'refused')::int AS made) AS call${where(conditions)}`
}

// In the totals by day an empty name stands for a missing one; asking for it finds what is unattributed.
function wheres(
  query: SpendQuery,
  missing: (column: string) => string,
  values: unknown[],
): readonly string[] {
  return Object.entries(query.where ?? {}).flatMap(([dimension, value]) => {
    const column = dimensionColumns[dimension as SpendDimension]
    const name = keyText(value)
    if (name === null) return [missing(column)]
    values.push(name)
    return [`${column} = $${values.length}::text`]
  })
}

function bound(
  comparison: string,
  instant: number | undefined,
  type: string,
  values: unknown[],
): readonly string[] {
  if (instant === undefined) return []
  values.push(new Date(instant).toISOString())
  return [`${comparison} $${values.length}::${type}`]
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
}
