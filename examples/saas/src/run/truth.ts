import { picoToUsdString } from '@tokentoll/core'
import { toPico } from '../report/money.ts'

/** Count and exact cost of a set of calls in the provider's own book. */
export interface BookSum {
  readonly calls: number
  readonly costUsd: string
}

/** The provider's own sums, apart by what a client can know of the cost. */
export interface Truth {
  /** Delivered whole, with usage: what must agree to the last digit. */
  readonly ok: BookSum
  /** Delivered whole, but the answer carried no usage. */
  readonly unreported: BookSum
  /** Billed, but never delivered whole. */
  readonly aborted: BookSum
  readonly errors: number
  readonly tenants: ReadonlyMap<string, BookSum>
}

interface BookTotals {
  readonly all: {
    readonly ok: BookSum
    readonly unreported: BookSum
    readonly aborted: BookSum
    readonly errors: number
  }
  readonly byCorrelation: readonly { readonly prefix: string; readonly ok: BookSum }[]
}

/** Asks the provider for the sums of its book; they are made from its own price list, without code of Tokentoll. */
export async function readTruth(providerUrl: string): Promise<Truth> {
  const response = await fetch(`${providerUrl}/book/totals?depth=1`)
  const { all, byCorrelation } = (await response.json()) as BookTotals
  return { ...all, tenants: new Map(byCorrelation.map(({ prefix, ok }) => [prefix, ok])) }
}

/** What the book gained since an earlier reading. */
export function subtractTruth(now: Truth, before: Truth): Truth {
  const none: BookSum = { calls: 0, costUsd: '0' }
  return {
    ok: subtract(now.ok, before.ok),
    unreported: subtract(now.unreported, before.unreported),
    aborted: subtract(now.aborted, before.aborted),
    errors: now.errors - before.errors,
    tenants: new Map(
      [...now.tenants].map(([tenant, sum]) => [tenant, subtract(sum, before.tenants.get(tenant) ?? none)]),
    ),
  }
}

function subtract(now: BookSum, before: BookSum): BookSum {
  return {
    calls: now.calls - before.calls,
    costUsd: picoToUsdString(toPico(now.costUsd) - toPico(before.costUsd)),
  }
}
