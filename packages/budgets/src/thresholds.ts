import { stateOf } from './budget-state.ts'
import type { Charge } from './charge.ts'
import type { BudgetEvent } from './event.ts'
import type { SettledAccount } from './store/budget-store.ts'

/** Tells of the thresholds that lie between how an account stood and how it stands. */
export type TellThresholds = (charge: Charge, account: SettledAccount) => void

export function createThresholds(clock: () => number, emit: (event: BudgetEvent) => void): TellThresholds {
  return (charge, { usedBeforePicoUsd, usedAfterPicoUsd, reservedPicoUsd }) => {
    const { limitPicoUsd, thresholds } = charge.budget
    for (const threshold of thresholds) {
      const amount = share(limitPicoUsd, threshold)
      // Only one change of an account in a period can be the one that passes it.
      if (usedBeforePicoUsd >= amount || usedAfterPicoUsd < amount) continue
      const budget = stateOf(charge, { usedPicoUsd: usedAfterPicoUsd, reservedPicoUsd })
      emit({ type: 'threshold', threshold, at: new Date(clock()), budget })
    }
  }
}

// A millionth of the limit is fine enough to say where a threshold lies.
function share(limitPicoUsd: bigint, threshold: number): bigint {
  const parts = 1_000_000
  return (limitPicoUsd * BigInt(Math.round(threshold * parts))) / BigInt(parts)
}
