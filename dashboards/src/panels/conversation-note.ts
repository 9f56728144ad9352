import type { BoardContext } from '../board-context.ts'
import type { DataLink } from '../kit/panel.ts'

/**
 * A link from a tenant's row or bar to the conversation report, where there is one. `tenant` is how Grafana names the
 * tenant of the row: the variable would be several tenants at once, or all.
 */
export function conversationLinks({ options }: BoardContext, tenant: string): DataLink[] {
  const url = options.conversationReportUrl?.replaceAll('${tenantId}', `\${${tenant}:percentencode}`)
  return url === undefined ? [] : [{ title: 'Open the conversation report', url }]
}

/**
 * How to come from a tenant to its conversations. A conversation is never a label: one series per conversation would cost
 * more than it tells, so the ledger answers.
 */
export function conversationNote({ options }: BoardContext): {
  title: string
  description: string
  content: string
} {
  const link =
    options.conversationReportUrl === undefined
      ? ''
      : 'A click on a tenant or a user above opens the **conversation report** of that tenant.\n\n'
  return {
    title: 'Conversations',
    description: 'Conversations are in the ledger, not in the metrics.',
    content:
      `${link}The dearest conversations of a tenant, asked of the ledger:\n\n` +
      '```sql\n' +
      'SELECT conversation_id, user_id, SUM(cost_usd) AS cost, COUNT(*) AS calls FROM llm_cost_metrics\n' +
      "WHERE tenant_id = 'acme-corp' AND timestamp >= NOW() - INTERVAL '6 hours' GROUP BY 1, 2 ORDER BY cost DESC LIMIT 20;\n" +
      '```',
  }
}
