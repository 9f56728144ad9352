import type { BudgetState } from '@tokentoll/core'
import { stateOf } from './budget-state.ts'
import type { Charge } from './charge.ts'
import type { BudgetContext } from './context.ts'

/** Reads accounts, opening those that nobody has used yet. */
export async function listStates(
  { store, accounts, ask, clock }: BudgetContext,
  charges: readonly Charge[],
): Promise<readonly BudgetState[]> {
  if (charges.length === 0) return []
  const names = charges.map((charge) => charge.account)
  const read = async () => {
    const found = await store.read(names, clock())
    const unopened = charges.filter((_charge, position) => found[position] === undefined)
    if (unopened.length === 0) return found
    await accounts.open(unopened)
    return store.read(names, clock())
  }
  const balances = await ask(read())
  return charges.flatMap((charge, position) => {
    const balance = balances[position]
    return balance === undefined ? [] : [stateOf(charge, balance)]
  })
}
