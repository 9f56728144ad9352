import { toPico, usd } from '../report/money.ts'
import type { Query } from '../report/report.ts'

interface BookedCall {
  readonly id: string
  readonly outcome: string
  readonly costUsd?: string
}

/** What an interrupted run left, and whether the ledger still has all of it. */
export interface Recovery {
  readonly text: string
  readonly complete: boolean
}

/**
 * Compares what an interrupted run had recorded (its journal) with the ledger, and the cost of those answers
 * with the provider's book.
 */
export async function checkRecovery(
  journal: readonly string[],
  query: Query,
  providerUrl: string,
): Promise<Recovery> {
  const rows = await query(
    `SELECT id, response_id, cost_usd::text AS cost FROM llm_cost_metrics WHERE NOT is_estimated AND cost_usd IS NOT NULL AND outcome = 'success' AND response_id IS NOT NULL`,
  )
  const everyId = new Set((await query('SELECT id FROM llm_call_log')).map((row) => String(row['id'])))
  const lost = journal.filter((id) => !everyId.has(id))
  const response = await fetch(`${providerUrl}/book`)
  const calls = (await response.json()) as readonly BookedCall[]
  const served = new Map(calls.map((call) => [call.id, call]))
  let bookPico = 0n
  let ledgerPico = 0n
  let both = 0
  for (const row of rows) {
    const call = served.get(String(row['response_id']))
    if (call?.costUsd === undefined) continue
    both += 1
    bookPico += toPico(call.costUsd)
    ledgerPico += toPico(String(row['cost']))
  }
  const unseen = calls.filter((call) => call.outcome === 'ok').length - both
  const text = [
    'The last run was interrupted. Its ledger is continued:',
    `  recorded before the interruption: ${journal.length} calls; still in the ledger: ${journal.length - lost.length}`,
    `  cost of the ${both} answers that were recorded: provider's book $${usd(bookPico, 12)}, ledger $${usd(ledgerPico, 12)}`,
    `  answers that were on their way when it ended, known to the provider only: ${Math.max(0, unseen)}`,
  ].join('\n')
  return { text, complete: lost.length === 0 && bookPico === ledgerPico }
}
