import { parseUsdToPico } from '@tokentoll/core'
import type { BookSum, Truth } from '../run/truth.ts'
import type { Query } from './report.ts'
import { usd } from './money.ts'
import { renderTable } from './table.ts'

/** What one store says of the calls that can be priced exactly, and of the others. */
export interface Sums {
  readonly exactPico: bigint
  readonly estimatedPico: bigint
  readonly tenants: ReadonlyMap<string, bigint>
}

/** Asks Prometheus. */
export type Ask = (
  promql: string,
) => Promise<readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]>

/** The three stores side by side. */
export interface Comparison {
  readonly text: string
  /** True when all three agree to the cent, for the platform and for each tenant. */
  readonly agrees: boolean
}

/** Exact and estimated spend in the ledger. */
export async function readLedgerSums(query: Query): Promise<Sums> {
  const rows = await query(
    `SELECT tenant_id, is_estimated, SUM(cost_usd)::text AS cost FROM llm_cost_metrics GROUP BY tenant_id, is_estimated`,
  )
  return sums(
    rows.map((row) => [String(row['tenant_id']), row['is_estimated'] === true, pico(String(row['cost']))]),
  )
}

/** The same from Prometheus: the counters of this process. Samples are doubles, exact far below the cent here. */
export async function readPrometheusSums(ask: Ask): Promise<Sums> {
  const samples = await ask('sum by (tenantId, isEstimated) (llm_cost_total{costType="total"})')
  return sums(
    samples.map(({ labels, value }) => [
      labels['tenantId'] ?? '',
      labels['isEstimated'] === 'true',
      toPico(value),
    ]),
  )
}

/** The running total that the ledger publishes, all calls: the same from every replica, so the largest counts. */
export async function readLedgerTotal(ask: Ask): Promise<bigint> {
  const [sample] = await ask('sum(max without (instance, job) (llm_ledger_cost_total))')
  return toPico(sample?.value ?? 0)
}

/** What a store gained since an earlier reading. */
export function subtractSums(now: Sums, before: Sums): Sums {
  return {
    exactPico: now.exactPico - before.exactPico,
    estimatedPico: now.estimatedPico - before.estimatedPico,
    tenants: new Map(
      [...now.tenants].map(([tenant, amount]) => [tenant, amount - (before.tenants.get(tenant) ?? 0n)]),
    ),
  }
}

function sums(rows: readonly (readonly [tenant: string, estimated: boolean, pico: bigint])[]): Sums {
  const tenants = new Map<string, bigint>()
  let exactPico = 0n
  let estimatedPico = 0n
  for (const [tenant, estimated, amount] of rows) {
    if (estimated) {
      estimatedPico += amount
      continue
    }
    exactPico += amount
    tenants.set(tenant, (tenants.get(tenant) ?? 0n) + amount)
  }
  return { exactPico, estimatedPico, tenants }
}

/** What the stores say of this run, and of the ledger since its beginning. */
export interface Readings {
  readonly truth: Truth
  readonly ledger: Sums
  readonly prometheus: Sums
  readonly ledgerNow: Sums
  readonly published: bigint
}

/** Compares the provider's book, the ledger and Prometheus. */
export function compare({ truth, ledger, prometheus, ledgerNow, published }: Readings): Comparison {
  const truthPico = pico(truth.ok.costUsd)
  const stores = [truthPico, ledger.exactPico, prometheus.exactPico]
  const difference = spread(stores)
  const wrongTenants = [...truth.tenants].filter(
    ([tenant, sum]) =>
      cents(
        spread([pico(sum.costUsd), ledger.tenants.get(tenant) ?? 0n, prometheus.tenants.get(tenant) ?? 0n]),
      ) !== '0.00',
  )
  const [truthUsd, ledgerUsd, prometheusUsd] = stores.map(cents)
  const total = ledgerNow.exactPico + ledgerNow.estimatedPico
  const agrees =
    cents(difference) === '0.00' && wrongTenants.length === 0 && cents(spread([total, published])) === '0.00'
  const sign = (left: bigint, right: bigint): string => (cents(spread([left, right])) === '0.00' ? '=' : '≠')
  const text = [
    renderTable(
      'Three stores, exactly priced calls',
      [{ title: 'store' }, { title: 'cost', right: true }, { title: 'made from' }],
      [
        [
          'truth',
          `$${usd(truthPico, 12)}`,
          `the provider's own book of ${truth.ok.calls} answers, its own price list`,
        ],
        ['ledger', `$${usd(ledger.exactPico, 12)}`, 'rows booked by Tokentoll'],
        ['Prometheus', `$${usd(prometheus.exactPico, 12)}`, 'counters sent over OTLP'],
      ],
    ),
    `Running total, estimates included: ledger $${usd(total, 6)}, llm_ledger_cost_total in Prometheus $${usd(published, 6)}`,
    `Tenants that differ by a cent or more: ${wrongTenants.length} of ${truth.tenants.size}`,
    estimates(truth, ledger),
    `truth $${truthUsd} ${sign(stores[0]!, stores[1]!)} ledger $${ledgerUsd} ${sign(stores[1]!, stores[2]!)} Prometheus $${prometheusUsd}, difference $${cents(difference)}`,
  ].join('\n')
  return { text, agrees }
}

// What an aborted stream cost is known to the provider alone, so it is no part of the comparison above.
function estimates(truth: Truth, ledger: Sums): string {
  const describe = (sum: BookSum): string => `${sum.calls} for $${usd(pico(sum.costUsd), 6)}`
  return `Estimates, apart: the provider billed ${describe(truth.aborted)} broken off and ${describe(truth.unreported)} without usage; the ledger estimates $${usd(ledger.estimatedPico, 6)}`
}

function pico(decimal: string): bigint {
  return BigInt(parseUsdToPico(decimal))
}

function toPico(value: number): bigint {
  return BigInt(Math.round(value * 1e12))
}

function cents(amount: bigint): string {
  return usd(amount, 2)
}

function spread(amounts: readonly bigint[]): bigint {
  const sorted = [...amounts].toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0))
  return sorted.at(-1)! - sorted[0]!
}
