import type { Reservation, SpendRequest } from '@tokentoll/core'
import { stateOf } from './budget-state.ts'
import { chargesOf, type Charge } from './charge.ts'
import type { BudgetContext, ChargedAmount } from './context.ts'
import type { CallEvent } from './event.ts'
import type { PeriodWindows } from './period-window.ts'
import { budgetUnavailable, quotaExceeded, unpricedRefused } from './refusal.ts'
import type { ResolvedBudget } from './resolve-budget.ts'
import type { AccountBalance, Exceeded, HoldResult } from './store/budget-store.ts'

/** Holds the expected cost of a call in every budget that applies, or refuses the call. */
export async function reserve(
  context: BudgetContext,
  budgets: Iterable<ResolvedBudget>,
  windows: PeriodWindows,
  request: SpendRequest,
): Promise<Reservation> {
  const { clock, accounts, emit, counts } = context
  const charges = chargesOf(budgets, request.attribution, request.at, windows)
  if (charges.length === 0) return { id: request.id, heldPicoUsd: 0 }

  const callEvent = (charge: Charge, balance: AccountBalance, requestedPicoUsd: bigint): CallEvent => {
    const { attribution, provider, model } = request
    const budget = stateOf(charge, balance)
    return { at: new Date(clock()), budget, attribution, provider, model, requestedPicoUsd }
  }
  const refused = (event: CallEvent): void => {
    counts.refusals += 1
    emit({ type: 'refused', ...event })
  }

  const unpriced = charges.find(({ budget }) => amountOf(request, budget) === undefined)
  if (unpriced !== undefined) {
    const event = callEvent(unpriced, { usedPicoUsd: 0n, reservedPicoUsd: 0n }, 0n)
    refused(event)
    throw unpricedRefused(event.budget, request.model)
  }
  const charged = charges.map((charge) => ({ charge, amountPicoUsd: amountOf(request, charge.budget) ?? 0n }))
  accounts.touched(charges)

  let result: Exclude<HoldResult, { readonly kind: 'unopened' }>
  try {
    result = await hold(context, request.id, charged)
  } catch (error) {
    const closed = charges.find(({ budget }) => budget.onUnavailable === 'closed')
    counts.storeErrors += 1
    const decision = closed === undefined ? 'allowed' : 'refused'
    emit({ type: 'unavailable', at: new Date(clock()), decision, error })
    if (closed !== undefined) throw budgetUnavailable(closed.budget.id, error)
    result = { kind: 'held', exceeded: [] }
  }
  const eventOf = ({ position, balance }: Exceeded): CallEvent | undefined => {
    const held = charged[position]
    return held && callEvent(held.charge, balance, held.amountPicoUsd)
  }
  if (result.kind === 'refused') {
    const event = eventOf(result.exceeded)
    if (event === undefined) throw new RangeError('The budget store refused a hold that was not asked for')
    refused(event)
    throw quotaExceeded(event.budget, event.requestedPicoUsd)
  }
  const downgrade = result.exceeded
    .map((exceeded) => ({ exceeded, to: downgradeOf(charges[exceeded.position], request.model) }))
    .find(({ to }) => to !== undefined)
  const event = downgrade && eventOf(downgrade.exceeded)
  if (event !== undefined && downgrade?.to !== undefined) {
    counts.downgrades += 1
    emit({ type: 'downgraded', ...event, downgradeTo: downgrade.to })
  }
  const heldPicoUsd = Math.max(...charged.map(({ amountPicoUsd }) => Number(amountPicoUsd)))
  const reservation = { id: request.id, heldPicoUsd, downgradeTo: downgrade?.to }
  context.charged.set(reservation, charged)
  return reservation
}

async function hold(
  { store, accounts, clock, holdTtlMs, ask, read }: BudgetContext,
  id: string,
  charged: readonly ChargedAmount[],
): Promise<Exclude<HoldResult, { readonly kind: 'unopened' }>> {
  for (;;) {
    const now = clock()
    const work = store.hold({
      id,
      now,
      expiresAt: now + holdTtlMs,
      holds: charged.map(({ charge: { account, budget }, amountPicoUsd }) => ({
        account,
        amountPicoUsd,
        limitPicoUsd: budget.limitPicoUsd,
        isEnforced: budget.isEnforced,
      })),
    })
    const result = await ask(work).catch((error: unknown) => {
      // Too late for this call: what the store still grants it must not stay held.
      const names = charged.map(({ charge }) => charge.account)
      if (isRefusedWhileAway(charged)) work.then(() => store.release(id, names)).catch(() => {})
      throw error
    })
    if (result.kind !== 'unopened') return result
    await read(accounts.open(result.positions.flatMap((position) => charged[position]?.charge ?? [])))
  }
}

function isRefusedWhileAway(charged: readonly ChargedAmount[]): boolean {
  return charged.some(({ charge }) => charge.budget.onUnavailable === 'closed')
}

// Undefined: the model has no price and the budget refuses such models.
function amountOf(request: SpendRequest, budget: ResolvedBudget): bigint | undefined {
  return request.estimatedPicoUsd === undefined ? budget.unpricedPicoUsd : BigInt(request.estimatedPicoUsd)
}

function downgradeOf(charge: Charge | undefined, model: string): string | undefined {
  const policy = charge?.budget.onExceeded
  return typeof policy === 'object' && policy.downgradeTo !== model ? policy.downgradeTo : undefined
}
