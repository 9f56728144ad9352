import { usd } from './money.ts'
import { renderTable, type Column } from './table.ts'

/** Runs one read-only statement on the ledger. */
export type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>

interface Section {
  readonly title: string
  readonly sql: string
  readonly columns: readonly (Column & {
    readonly field: string
    readonly show?: (value: unknown) => string
  })[]
}

// No sum: there is no call, or none whose cost is known.
const money = (decimals: number) => (value: unknown) =>
  typeof value === 'string' ? `$${usd(value, decimals)}` : '-'
const count = (value: unknown): string => Number(value ?? 0).toLocaleString('en-US')
const text = (value: unknown): string => (typeof value === 'string' ? value : '(none)')
const right = true

// These are the statements a finance team would write against the views: nothing here is private to the demonstration.
const sections: readonly Section[] = [
  {
    title: 'Platform, this month',
    sql: `SELECT SUM(cost_usd) AS total_cost, SUM(input_cost_usd) AS input_cost, SUM(output_cost_usd) AS output_cost,
                 COUNT(*) AS requests, COUNT(DISTINCT tenant_id) AS active_tenants, COUNT(DISTINCT user_id) AS active_users
          FROM llm_cost_metrics WHERE timestamp >= DATE_TRUNC('month', CURRENT_DATE)`,
    columns: [
      { title: 'spend', field: 'total_cost', right, show: money(6) },
      { title: 'input', field: 'input_cost', right, show: money(6) },
      { title: 'output', field: 'output_cost', right, show: money(6) },
      { title: 'requests', field: 'requests', right, show: count },
      { title: 'tenants', field: 'active_tenants', right, show: count },
      { title: 'users', field: 'active_users', right, show: count },
    ],
  },
  {
    title: 'Top tenants',
    sql: `SELECT tenant_id, SUM(cost_usd) AS cost, SUM(input_cost_usd) AS input_cost, SUM(output_cost_usd) AS output_cost,
                 COUNT(*) AS requests, ROUND(AVG(cost_usd), 12) AS average
          FROM llm_cost_metrics GROUP BY tenant_id ORDER BY cost DESC NULLS LAST LIMIT 12`,
    columns: [
      { title: 'tenant', field: 'tenant_id', show: text },
      { title: 'cost', field: 'cost', right, show: money(6) },
      { title: 'input', field: 'input_cost', right, show: money(6) },
      { title: 'output', field: 'output_cost', right, show: money(6) },
      { title: 'requests', field: 'requests', right, show: count },
      { title: 'average', field: 'average', right, show: money(6) },
    ],
  },
  {
    title: 'Top users',
    sql: `SELECT tenant_id, user_id, SUM(cost_usd) AS cost, COUNT(*) AS requests
          FROM llm_cost_metrics GROUP BY tenant_id, user_id ORDER BY cost DESC NULLS LAST LIMIT 10`,
    columns: [
      { title: 'user', field: 'user_id', show: text },
      { title: 'tenant', field: 'tenant_id', show: text },
      { title: 'cost', field: 'cost', right, show: money(6) },
      { title: 'requests', field: 'requests', right, show: count },
    ],
  },
  {
    title: 'Tasks',
    sql: `SELECT task, SUM(cost_usd) AS cost, COUNT(*) AS requests, ROUND(AVG(cost_usd), 12) AS average,
                 SUM(input_tokens) + SUM(output_tokens) AS total_tokens
          FROM llm_cost_metrics GROUP BY task ORDER BY cost DESC NULLS LAST`,
    columns: [
      { title: 'task', field: 'task', show: text },
      { title: 'cost', field: 'cost', right, show: money(6) },
      { title: 'requests', field: 'requests', right, show: count },
      { title: 'average', field: 'average', right, show: money(6) },
      { title: 'tokens', field: 'total_tokens', right, show: count },
    ],
  },
  {
    title: 'Most expensive conversations',
    sql: `SELECT conversation_id, tenant_id, user_id, SUM(cost_usd) AS cost, COUNT(*) AS requests
          FROM llm_cost_metrics GROUP BY conversation_id, tenant_id, user_id ORDER BY cost DESC NULLS LAST LIMIT 8`,
    columns: [
      { title: 'conversation', field: 'conversation_id', show: text },
      { title: 'tenant', field: 'tenant_id', show: text },
      { title: 'user', field: 'user_id', show: text },
      { title: 'cost', field: 'cost', right, show: money(6) },
      { title: 'requests', field: 'requests', right, show: count },
    ],
  },
  {
    title: 'Not exactly priced, failed or refused',
    sql: `SELECT status, outcome, COUNT(*) AS requests, SUM(cost_usd) AS cost
          FROM llm_call_log WHERE is_estimated OR status <> 'priced' OR outcome <> 'success'
          GROUP BY status, outcome ORDER BY requests DESC, status, outcome`,
    columns: [
      { title: 'outcome', field: 'outcome', show: text },
      { title: 'price', field: 'status', show: text },
      { title: 'requests', field: 'requests', right, show: count },
      { title: 'cost', field: 'cost', right, show: money(6) },
    ],
  },
]

/** The tables of the report, from the ledger. */
export async function renderReport(query: Query): Promise<string> {
  const tables: string[] = []
  for (const { title, sql, columns } of sections) {
    const rows = await query(sql)
    tables.push(
      renderTable(
        title,
        columns,
        rows.map((row) => columns.map(({ field, show = text }) => show(row[field]))),
      ),
    )
  }
  return tables.join('')
}
