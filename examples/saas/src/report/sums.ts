import { toPico } from './money.ts'
import type { Query } from './report.ts'

/** What one store says of the answers that were priced exactly, and of the others. */
export interface Sums {
  readonly exactPico: bigint
  /** Answers that were priced exactly. */
  readonly exactCalls: number
  readonly estimatedPico: bigint
  readonly tenants: ReadonlyMap<string, bigint>
}

/** Asks Prometheus. */
export type Ask = (
  promql: string,
) => Promise<readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]>

interface Row {
  readonly tenant: string
  readonly isEstimated: boolean
  readonly pico: bigint
  readonly calls: number
}

/** Exact and estimated spend in the ledger. */
export async function readLedgerSums(query: Query): Promise<Sums> {
  const rows = await query(
    `SELECT tenant_id, is_estimated, COALESCE(SUM(cost_usd), 0)::text AS cost,
            COUNT(*) FILTER (WHERE outcome = 'success') AS calls
     FROM llm_cost_metrics GROUP BY tenant_id, is_estimated`,
  )
  return sum(
    rows.map((row) => ({
      tenant: typeof row['tenant_id'] === 'string' ? row['tenant_id'] : '',
      isEstimated: row['is_estimated'] === true,
      pico: toPico(String(row['cost'])),
      calls: Number(row['calls']),
    })),
  )
}

/** The same from Prometheus: the counters of this process. Samples are doubles, good to some nanodollars here. */
export async function readPrometheusSums(ask: Ask): Promise<Sums> {
  const costs = await ask('sum by (tenantId, isEstimated) (llm_cost_total{costType="total"})')
  const [calls] = await ask('sum(llm_requests_total{outcome="success", pricing=~"exact|reported"})')
  const sums = sum(
    costs.map(({ labels, value }) => ({
      tenant: labels['tenantId'] ?? '',
      isEstimated: labels['isEstimated'] === 'true',
      pico: fromDouble(value),
      calls: 0,
    })),
  )
  return { ...sums, exactCalls: calls?.value ?? 0 }
}

/** The running total that the ledger publishes, all calls: the same from every replica, so the largest counts. */
export async function readLedgerTotal(ask: Ask): Promise<bigint> {
  const [sample] = await ask('sum(max without (instance, job) (llm_ledger_cost_total))')
  return fromDouble(sample?.value ?? 0)
}

/** What a store gained since an earlier reading. */
export function subtractSums(now: Sums, before: Sums): Sums {
  return {
    exactPico: now.exactPico - before.exactPico,
    exactCalls: now.exactCalls - before.exactCalls,
    estimatedPico: now.estimatedPico - before.estimatedPico,
    tenants: new Map(
      [...now.tenants].map(([tenant, amount]) => [tenant, amount - (before.tenants.get(tenant) ?? 0n)]),
    ),
  }
}

function fromDouble(usd: number): bigint {
  return BigInt(Math.round(usd * 1e12))
}

function sum(rows: readonly Row[]): Sums {
  const tenants = new Map<string, bigint>()
  let exactPico = 0n
  let exactCalls = 0
  let estimatedPico = 0n
  for (const { tenant, isEstimated, pico, calls } of rows) {
    if (isEstimated) {
      estimatedPico += pico
      continue
    }
    exactPico += pico
    exactCalls += calls
    tenants.set(tenant, (tenants.get(tenant) ?? 0n) + pico)
  }
  return { exactPico, exactCalls, estimatedPico, tenants }
}
