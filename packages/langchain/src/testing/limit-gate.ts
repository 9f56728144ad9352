import { QuotaExceededError, type Reservation, type SpendGate } from '@tokentoll/core'

/** A gate with one limit over everything, and what it was told. */
export interface LimitGate extends SpendGate {
  readonly usedPicoUsd: bigint
  readonly heldPicoUsd: bigint
}

/** Refuses above the limit; with `downgradeTo` asks for that model instead, or for what it says for the asked one. */
export function createLimitGate(
  limitPicoUsd: bigint,
  downgradeTo?: string | ((model: string) => string | undefined),
): LimitGate {
  const held = new Map<string, bigint>()
  let used = 0n
  const sum = (): bigint => [...held.values()].reduce((all, one) => all + one, 0n)
  return {
    get usedPicoUsd() {
      return used
    },
    get heldPicoUsd() {
      return sum()
    },
    async reserve(request): Promise<Reservation> {
      const amount = BigInt(request.estimatedPicoUsd ?? 0)
      const over = used + sum() + amount > limitPicoUsd
      if (over && downgradeTo === undefined) {
        throw new QuotaExceededError('The limit of the test is used up', {
          budgetId: 'test',
          scope: 'platform',
          key: '*',
          period: 'day',
          limitPicoUsd,
          usedPicoUsd: used,
          reservedPicoUsd: sum(),
          requestedPicoUsd: amount,
        })
      }
      held.set(request.id, amount)
      const cheaper = typeof downgradeTo === 'function' ? downgradeTo(request.model) : downgradeTo
      return { id: request.id, heldPicoUsd: Number(amount), downgradeTo: over ? cheaper : undefined }
    },
    async settle(reservation, record) {
      if (held.delete(reservation.id)) used += BigInt(record.cost.totalPicoUsd)
    },
    async release(reservation) {
      held.delete(reservation.id)
    },
  }
}
