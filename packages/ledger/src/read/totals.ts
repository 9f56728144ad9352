import type { SpendDimension, SpendQuery, SpendTotal } from '@tokentoll/core'
import type { SqlNames } from '../schema/names.ts'
import type { SqlRow, SqlSession } from '../store/ledger-store.ts'
import { checkQuery } from './check-query.ts'
import { numericToPico, wholeToBigInt } from './pico.ts'
import { dimensionColumns, spendSource } from './spend-source.ts'

/** Adds up what a query asks for, the most expensive group first. */
export async function readTotals(
  session: SqlSession,
  names: SqlNames,
  query: SpendQuery,
): Promise<readonly SpendTotal[]> {
  checkQuery(query)
  const columns = query.by.map((dimension) => dimensionColumns[dimension])
  const source = spendSource(names, query)
  const groups = columns.length === 0 ? '' : `GROUP BY ${columns.join(', ')}`
  const order = ['cost_usd DESC', ...columns].join(', ')
  const places = limitedBy(query, order)
  const limit = query.limit === undefined || places !== '' ? '' : `LIMIT ${query.limit}`
  const totals = `SELECT ${columns.map((column) => `${column}, `).join('')}
      SUM(requests) AS requests, SUM(input_cost_usd) AS input_cost_usd, SUM(output_cost_usd) AS output_cost_usd,
      SUM(cost_usd) AS cost_usd, SUM(input_tokens) AS input_tokens, SUM(output_tokens) AS output_tokens,
      SUM(estimated_requests) AS estimated_requests, SUM(unpriced_requests) AS unpriced_requests,
      MIN(first_at) AS first_at, MAX(last_at) AS last_at
    FROM (${source.sql}) AS spend ${groups} HAVING SUM(requests) > 0`
  const rows = await session.query(
    places === ''
      ? `${totals} ORDER BY ${order} ${limit}`
      : `SELECT * FROM (SELECT total.*, ${places} AS place FROM (${totals}) AS total) AS placed
        WHERE place <= ${query.limit} ORDER BY ${order}`,
    source.values,
  )
  const users = query.activeUsers === false ? undefined : await countUsers(session, names, query)
  return rows.map((row) => ({
    key: groupKey(query.by, row),
    requests: Number(row['requests']),
    inputPicoUsd: numericToPico(row['input_cost_usd']),
    outputPicoUsd: numericToPico(row['output_cost_usd']),
    totalPicoUsd: numericToPico(row['cost_usd']),
    inputTokens: wholeToBigInt(row['input_tokens']),
    outputTokens: wholeToBigInt(row['output_tokens']),
    estimatedRequests: Number(row['estimated_requests']),
    unpricedRequests: Number(row['unpriced_requests']),
    activeUsers: users === undefined ? undefined : (users.get(groupName(columns, row)) ?? 0),
    firstAt: row['first_at'] as Date,
    lastAt: row['last_at'] as Date,
  }))
}

/** The place of a group among those that its limit counts; empty when the limit counts all of them. */
function limitedBy({ limit, limitBy = [] }: SpendQuery, order: string): string {
  if (limit === undefined || limitBy.length === 0) return ''
  const partition = limitBy.map((dimension) => dimensionColumns[dimension]).join(', ')
  return `ROW_NUMBER() OVER (PARTITION BY ${partition} ORDER BY ${order})`
}

// The totals by tenant, task and model cannot know how many users they are of: those are counted apart.
async function countUsers(
  session: SqlSession,
  names: SqlNames,
  query: SpendQuery,
): Promise<ReadonlyMap<string, number>> {
  const columns = query.by.map((dimension) => dimensionColumns[dimension])
  const by = [...new Set<SpendDimension>([...query.by, 'tenantId', 'userId'])]
  const source = spendSource(names, { ...query, by })
  const keys = columns.map((column) => `${column}, `).join('')
  const groups = columns.length === 0 ? '' : `GROUP BY ${columns.join(', ')}`
  // A hash of distinct rows first: COUNT(DISTINCT ...) would sort all of them.
  const rows = await session.query(
    `SELECT ${keys} COUNT(*) AS users FROM (
      SELECT DISTINCT ${by.map((dimension) => dimensionColumns[dimension]).join(', ')}
      FROM (${source.sql}) AS spend WHERE user_id IS NOT NULL AND requests > 0
    ) AS users ${groups}`,
    source.values,
  )
  return new Map(rows.map((row) => [groupName(columns, row), Number(row['users'])]))
}

function groupKey(by: readonly SpendDimension[], row: SqlRow): SpendTotal['key'] {
  return Object.fromEntries(
    by.map((dimension) => [dimension, (row[dimensionColumns[dimension]] ?? undefined) as string | undefined]),
  )
}

function groupName(columns: readonly string[], row: SqlRow): string {
  return JSON.stringify(columns.map((column) => row[column]))
}
