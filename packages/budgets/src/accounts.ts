import type { SpendReader } from '@tokentoll/core'
import { spendOf, type Charge } from './charge.ts'
import type { BudgetStore } from './store/budget-store.ts'
import type { TellThresholds } from './thresholds.ts'

/** Keeps the accounts of a store in step with the ledger, and tells of the thresholds that it finds passed. */
export interface Accounts {
  readonly hasReader: boolean
  /** Opens accounts with what the ledger says was spent. Several askers wait for the same answer. */
  open(charges: readonly Charge[]): Promise<void>
  /** Remembers that an account is in use. */
  touched(charges: readonly Charge[]): void
  /** Accounts of running periods that this process has seen. */
  seen(now: number): readonly Charge[]
  /** Takes over what the ledger has more of. */
  reconcile(now: number): Promise<void>
}

const mostSeen = 100_000

export function createAccounts(
  store: BudgetStore,
  reader: SpendReader | undefined,
  tellThresholds: TellThresholds,
): Accounts {
  const opening = new Map<string, Promise<void>>()
  const known = new Map<string, Charge>()

  const spent = async (charge: Charge): Promise<bigint> => {
    const [total] = reader === undefined ? [] : await reader.totals(spendOf(charge))
    return total?.totalPicoUsd ?? 0n
  }
  const openWith = async (charge: Charge, usedPicoUsd: bigint): Promise<void> => {
    const { account, window } = charge
    const [opened] = await store.open([{ account, usedPicoUsd, endsAt: window.end?.getTime() }])
    if (opened !== undefined) tellThresholds(charge, opened)
  }
  const openOne = (charge: Charge): Promise<void> => {
    const running = opening.get(charge.account)
    if (running !== undefined) return running
    const opened = spent(charge)
      .then((usedPicoUsd) => openWith(charge, usedPicoUsd))
      .finally(() => opening.delete(charge.account))
    opening.set(charge.account, opened)
    return opened
  }
  const seen = (now: number): readonly Charge[] => {
    for (const [account, { window }] of known) {
      if (window.end !== undefined && window.end.getTime() <= now) known.delete(account)
    }
    return [...known.values()]
  }

  return {
    hasReader: reader !== undefined,
    async open(charges) {
      await Promise.all(charges.map(openOne))
    },
    touched(charges) {
      for (const charge of charges) {
        known.delete(charge.account)
        known.set(charge.account, charge)
      }
      for (const account of known.keys()) {
        if (known.size <= mostSeen) break
        known.delete(account)
      }
    },
    seen,
    async reconcile(now) {
      if (reader === undefined) return
      // One question at a time: this is housekeeping and must not crowd out the calls.
      for (const charge of seen(now)) await openWith(charge, await spent(charge))
    },
  }
}
