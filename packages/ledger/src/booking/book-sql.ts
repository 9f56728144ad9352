import { columns } from '../row/columns.ts'
import type { SqlNames } from '../schema/names.ts'

/**
 * Books a batch: one parameter per column, each an array, so that one prepared statement serves any batch size.
 *
 * The totals by day are kept in the same statement: they and the rows they add up hold together or not at all.
 * A record that is booked already changes nothing. A correction takes out of the totals what it replaces,
 * whichever of the two arrived first. Rows are written in the order of their keys, so that two processes
 * that book the same names cannot lock each other out.
 */
export function bookSql(names: SqlNames): string {
  const list = columns.map((column) => column.name).join(', ')
  const parameters = columns.map((column, index) => `$${index + 1}::${column.type}[]`).join(', ')
  const expressions = columns.map((column) => column.expression ?? column.name).join(', ')
  const measured = `id, ts, tenant_id, user_id, task, provider, model, input_cost_usd, output_cost_usd, cost_usd,
    input_tokens, output_tokens, is_estimated, cost_status, outcome`
  const qualified = (table: string): string =>
    measured
      .split(',')
      .map((name) => `${table}.${name.trim()}`)
      .join(', ')
  return `
WITH taken AS (
  INSERT INTO ${names.call} (${list})
  SELECT ${expressions} FROM unnest(${parameters}) AS batch (${list}) ORDER BY id
  ON CONFLICT DO NOTHING
  RETURNING ${measured}, corrects
), replaced AS (
  SELECT earlier.* FROM taken
    CROSS JOIN LATERAL (SELECT ${measured} FROM ${names.call} WHERE id = taken.corrects LIMIT 1) AS earlier
    WHERE taken.corrects IS NOT NULL
  UNION ALL
  SELECT ${qualified('original')} FROM taken AS correction JOIN taken AS original ON original.id = correction.corrects
  UNION ALL
  SELECT ${qualified('taken')} FROM taken
    CROSS JOIN LATERAL (SELECT FROM ${names.call} AS call WHERE call.corrects = taken.id LIMIT 1) AS later
), change AS (
  SELECT 1 AS sign, ${measured} FROM taken
  UNION ALL
  SELECT -1 AS sign, ${measured} FROM replaced
), by_day AS (
  ${upsert(names.spendDay, 'llm_spend_day', ['tenant_id', 'task', 'provider', 'model'])}
), by_user AS (
  ${upsert(names.userSpendDay, 'llm_user_spend_day', ['tenant_id', 'user_id'])}
)
SELECT count(*) AS booked, count(corrects) AS corrections FROM taken`
}

// A call that a budget refused was never made: it is logged, and in no count.
const made = `outcome <> 'refused'`

const sums: Readonly<Record<string, string>> = {
  requests: `COALESCE(SUM(sign) FILTER (WHERE ${made}), 0)`,
  input_cost_usd: 'SUM(sign * input_cost_usd)',
  output_cost_usd: 'SUM(sign * output_cost_usd)',
  cost_usd: 'SUM(sign * cost_usd)',
  input_tokens: 'COALESCE(SUM(sign * input_tokens), 0)',
  output_tokens: 'COALESCE(SUM(sign * output_tokens), 0)',
  estimated_requests: `COALESCE(SUM(sign) FILTER (WHERE is_estimated AND ${made}), 0)`,
  unpriced_requests: `COALESCE(SUM(sign) FILTER (WHERE cost_status = 'unpriced' AND ${made}), 0)`,
}

function upsert(table: string, alias: string, dimensions: readonly string[]): string {
  const keys = ['day', ...dimensions]
  const keyExpressions = [
    `(ts AT TIME ZONE 'UTC')::date`,
    ...dimensions.map((dimension) => `COALESCE(${dimension}, '')`),
  ]
  const additions = Object.keys(sums).map((name) => `${name} = ${alias}.${name} + EXCLUDED.${name}`)
  const positions = keys.map((_key, index) => index + 1).join(', ')
  return `INSERT INTO ${table} AS ${alias} (${keys.join(', ')}, ${Object.keys(sums).join(', ')}, first_at, last_at)
  SELECT ${keyExpressions.join(', ')}, ${Object.values(sums).join(', ')}, MIN(ts), MAX(ts)
  FROM change GROUP BY ${positions} ORDER BY ${positions}
  ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${additions.join(', ')},
    first_at = LEAST(${alias}.first_at, EXCLUDED.first_at), last_at = GREATEST(${alias}.last_at, EXCLUDED.last_at)`
}
