import type { CostRecord, Reservation } from '@tokentoll/core'
import type { Charge } from './charge.ts'
import type { BudgetContext, ChargedAmount } from './context.ts'
import { leastPicoUsd } from './resolve-budget.ts'

/** Replaces what was held by what the call cost, and tells of the thresholds that it passed. */
export async function settle(
  context: BudgetContext,
  reservation: Reservation,
  record: CostRecord,
): Promise<void> {
  const charged = context.charged.get(reservation)
  if (charged === undefined) return
  const amounts = charged.map((held) => ({ charge: held.charge, amountPicoUsd: spentIn(held, record) }))
  await spend(context, reservation.id, amounts)
}

/** Counts what a call cost for which nothing was held. */
export async function charge(
  context: BudgetContext,
  charges: readonly Charge[],
  record: CostRecord,
  amountPicoUsd: number,
): Promise<void> {
  if (charges.length === 0) return
  context.accounts.touched(charges)
  // With a ledger an account that nobody has used is opened from there, this call included.
  if (!context.accounts.hasReader) await unlessAway(context, context.accounts.open(charges))
  const amounts = charges.map((charge) => ({ charge, amountPicoUsd: BigInt(amountPicoUsd) }))
  await spend(context, `charge ${record.id}`, amounts)
}

async function spend(context: BudgetContext, id: string, amounts: readonly ChargedAmount[]): Promise<void> {
  const settlements = amounts.map(({ charge: { account }, amountPicoUsd }) => ({ account, amountPicoUsd }))
  const settled = await unlessAway(context, context.store.settle(id, settlements, context.clock()))
  for (const [position, account] of (settled ?? []).entries()) {
    const amount = amounts[position]
    if (amount !== undefined) context.tellThresholds(amount.charge, account)
  }
}

/** Gives back what was held. */
export async function release(context: BudgetContext, reservation: Reservation): Promise<void> {
  const accounts = context.charged.get(reservation)?.map(({ charge }) => charge.account)
  if (accounts !== undefined) await unlessAway(context, context.store.release(reservation.id, accounts))
}

// Nobody knows what the call cost: what was held for it stands. A call that failed cost nothing.
function spentIn({ amountPicoUsd }: ChargedAmount, record: CostRecord): bigint {
  const isUnknown =
    record.cost.status === 'unpriced' && record.outcome !== 'refused' && record.outcome !== 'error'
  if (!isUnknown) return BigInt(record.cost.totalPicoUsd)
  return amountPicoUsd === leastPicoUsd ? 0n : amountPicoUsd
}

async function unlessAway<Result>(context: BudgetContext, work: Promise<Result>): Promise<Result> {
  try {
    return await context.ask(work)
  } catch (error) {
    context.counts.storeErrors += 1
    context.emit({ type: 'unavailable', at: new Date(context.clock()), decision: 'unsettled', error })
    throw error
  }
}
