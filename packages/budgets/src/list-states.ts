import type { BudgetState } from '@tokentoll/core'
import { stateOf } from './budget-state.ts'
import type { Charge } from './charge.ts'
import type { BudgetContext } from './context.ts'

/** Reads accounts, opening those that nobody has used yet. */
export async function listStates(
  { store, accounts, ask, read, clock }: BudgetContext,
  charges: readonly Charge[],
): Promise<readonly BudgetState[]> {
  if (charges.length === 0) return []
  const names = charges.map((charge) => charge.account)
  let balances = await ask(store.read(names, clock()))
  const unopened = charges.filter((_charge, position) => balances[position] === undefined)
  if (unopened.length > 0) {
    await read(accounts.open(unopened))
    balances = await ask(store.read(names, clock()))
  }
  return charges.flatMap((charge, position) => {
    const balance = balances[position]
    return balance === undefined ? [] : [stateOf(charge, balance)]
  })
}
