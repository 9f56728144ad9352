import type { BoardContext } from '../board-context.ts'

/**
 * How to come from a tenant to its conversations. A conversation is never a label: one series per conversation would cost
 * more than it tells, so the ledger answers.
 */
export function conversationNote({ options }: BoardContext): {
  title: string
  description: string
  content: string
} {
  const url = options.conversationReportUrl?.replaceAll('${tenantId}', '${tenantId:percentencode}')
  const link =
    url === undefined ? '' : `**[Open the conversation report](${url})** of the chosen tenants.\n\n`
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
