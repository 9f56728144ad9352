import type { BookSum, Truth } from '../run/truth.ts'
import { toPico, usd } from './money.ts'
import type { Sums } from './sums.ts'
import { renderTable } from './table.ts'

/** What the stores say of this run, and of the ledger since its beginning. */
export interface Readings {
  readonly truth: Truth
  readonly ledger: Sums
  readonly prometheus: Sums
  readonly ledgerNow: Sums
  /** The ledger's running total as Prometheus has it. */
  readonly publishedPico: bigint
}

/** The three stores side by side. */
export interface Comparison {
  readonly text: string
  /**
   * True when book and ledger agree to the last digit and in the number of answers, for the platform and for
   * each tenant, and Prometheus with them as far as its doubles reach.
   */
  readonly agrees: boolean
}

// A tenth of a millionth of a dollar: far above what sums of doubles lose, far below the cheapest call.
const doublesReachPico = 100_000n

/** Compares the provider's book, the ledger and Prometheus. */
export function compare({ truth, ledger, prometheus, ledgerNow, publishedPico }: Readings): Comparison {
  const truthPico = toPico(truth.ok.costUsd)
  const isBooked = truthPico === ledger.exactPico && truth.ok.calls === ledger.exactCalls
  const isCounted =
    isNear(ledger.exactPico, prometheus.exactPico) && ledger.exactCalls === prometheus.exactCalls
  const total = ledgerNow.exactPico + ledgerNow.estimatedPico
  const wrongTenants = [...truth.tenants].filter(([tenant, sum]) => {
    const booked = ledger.tenants.get(tenant) ?? 0n
    return toPico(sum.costUsd) !== booked || !isNear(booked, prometheus.tenants.get(tenant) ?? 0n)
  })
  const amounts = [truthPico, ledger.exactPico, prometheus.exactPico]
  const [truthUsd, ledgerUsd, prometheusUsd] = amounts.map((amount) => `$${usd(amount, 2)}`)
  const agrees = isBooked && isCounted && wrongTenants.length === 0 && isNear(total, publishedPico)
  const row = (name: string, amount: bigint, calls: number, source: string) => [
    name,
    `$${usd(amount, 12)}`,
    String(calls),
    source,
  ]
  const text = [
    renderTable(
      'Three stores, exactly priced answers',
      [
        { title: 'store' },
        { title: 'cost', right: true },
        { title: 'answers', right: true },
        { title: 'made from' },
      ],
      [
        row('truth', truthPico, truth.ok.calls, "the provider's own book and price list"),
        row('ledger', ledger.exactPico, ledger.exactCalls, 'rows booked by Tokentoll'),
        row('Prometheus', prometheus.exactPico, prometheus.exactCalls, 'counters sent over OTLP'),
      ],
    ),
    `Running total, estimates included: ledger $${usd(total, 6)}, llm_ledger_cost_total in Prometheus $${usd(publishedPico, 6)}`,
    `Tenants that differ: ${wrongTenants.length} of ${truth.tenants.size}${wrongTenants.map(([tenant]) => ` ${tenant}`).join()}`,
    estimates(truth, ledger),
    `truth ${truthUsd} ${isBooked ? '=' : '≠'} ledger ${ledgerUsd} ${isCounted ? '=' : '≠'} Prometheus ${prometheusUsd}, difference ${difference(amounts, agrees)}`,
  ].join('\n')
  return { text, agrees }
}

// What an aborted stream cost is known to the provider alone, so it is no part of the comparison above.
function estimates(truth: Truth, ledger: Sums): string {
  const describe = (sum: BookSum): string => `${sum.calls} for $${usd(toPico(sum.costUsd), 6)}`
  return `Estimates, apart: the provider billed ${describe(truth.aborted)} broken off and ${describe(truth.unreported)} without usage; the ledger, which has only the texts and not the made-up counts of the loopback provider, estimates $${usd(ledger.estimatedPico, 6)}`
}

// Cents when all is well; every digit when it is not.
function difference(amounts: readonly bigint[], agrees: boolean): string {
  const sorted = amounts.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0))
  return `$${usd(sorted.at(-1)! - sorted[0]!, agrees ? 2 : 12)}`
}

function isNear(left: bigint, right: bigint): boolean {
  const off = left - right
  return off < doublesReachPico && off > -doublesReachPico
}
