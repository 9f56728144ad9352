import type { Reservation, SpendGate } from '../contracts/spend-gate.ts'

type Request = Parameters<SpendGate['reserve']>[0]

/**
 * Asks the gate and waits no longer than `timeoutMs` for it. What it grants after that is given to `late`,
 * because nobody will settle it.
 */
export function reserveWithin(
  gate: SpendGate,
  request: Request,
  timeoutMs: number,
  late: (reservation: Reservation) => void,
): Promise<Reservation> {
  return new Promise((resolve, reject) => {
    let isOver = false
    const timer = setTimeout(() => {
      isOver = true
      reject(
        new Error(
          `the gate did not answer within ${timeoutMs} ms; see that its store can be reached, or raise gateTimeoutMs`,
        ),
      )
    }, timeoutMs)
    const settle = (): boolean => {
      clearTimeout(timer)
      return !isOver
    }
    const asking = (async () => gate.reserve(request))()
    asking.then(
      (reservation) => (settle() ? resolve(reservation) : late(reservation)),
      (error: unknown) => {
        if (settle()) reject(error)
      },
    )
  })
}
