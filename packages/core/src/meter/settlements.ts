import type { Reservation, SpendGate } from '../contracts/spend-gate.ts'
import type { CostRecord } from '../record/cost-record.ts'
import type { Health } from './health.ts'

/** Tells the gate what calls really cost, behind the user's call. */
export interface Settlements {
  /** A record went out: settles its reservation, or charges what nothing was reserved for. */
  booked(record: CostRecord, reservation: Reservation | undefined, provisional: CostRecord | undefined): void
  /** The call was not made, or was counted by another delivery. */
  release(reservation: Reservation): void
  /** Resolves when the gate has heard everything. Never rejects. */
  idle(): Promise<void>
}

export function createSettlements(gate: SpendGate | undefined, health: Health): Settlements {
  const pending = new Set<Promise<void>>()

  const background = (work: () => Promise<void>): void => {
    const settled: Promise<void> = Promise.resolve()
      .then(work)
      .catch((error: unknown) => health.gateError(error))
      .finally(() => pending.delete(settled))
    pending.add(settled)
  }

  const charge = (record: CostRecord, amountPicoUsd: number): void => {
    if (gate?.charge !== undefined && amountPicoUsd > 0) background(() => gate.charge!(record, amountPicoUsd))
  }

  return {
    booked(record, reservation, provisional) {
      if (gate === undefined) return
      const { totalPicoUsd } = record.cost
      // The estimate was settled when it was booked; a gate cannot be paid back, the ledger corrects it.
      if (provisional !== undefined) charge(record, totalPicoUsd - provisional.cost.totalPicoUsd)
      else if (reservation === undefined) charge(record, totalPicoUsd)
      else background(() => gate.settle(reservation, record))
    },
    release(reservation) {
      if (gate !== undefined) background(() => gate.release(reservation))
    },
    async idle() {
      await Promise.all(pending)
    },
  }
}
