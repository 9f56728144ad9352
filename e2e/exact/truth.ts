import { createPriceBook } from '@tokentoll/core'
import type { JournalContents } from './journal.ts'
import { plannedCall, type Plan } from './plan.ts'

/** What was really spent, and what a kill took from the counters. Picodollars. */
export interface Truth {
  readonly calls: number
  readonly byTenant: ReadonlyMap<string, bigint>
  readonly byConversation: ReadonlyMap<string, bigint>
  /** Recorded by a process that was killed before its next export. */
  readonly destroyedByTenant: ReadonlyMap<string, bigint>
}

/** Prices the calls in the journals again, with a price book of its own. */
export function truthOf(plan: Plan, journals: readonly JournalContents[]): Truth {
  const prices = createPriceBook()
  const byTenant = new Map<string, bigint>()
  const byConversation = new Map<string, bigint>()
  const destroyedByTenant = new Map<string, bigint>()
  const add = (sums: Map<string, bigint>, key: string, pico: bigint) =>
    sums.set(key, (sums.get(key) ?? 0n) + pico)
  const costOf = (index: number) => {
    const call = plannedCall(plan, index)
    return { call, pico: BigInt(prices.calculate(call).totalPicoUsd) }
  }
  const indices = journals.flatMap((journal) => journal.indices)
  for (const index of indices) {
    const { call, pico } = costOf(index)
    add(byTenant, call.tenantId, pico)
    add(byConversation, call.conversationId, pico)
  }
  for (const index of journals.flatMap(({ notArrived }) => notArrived.flat())) {
    const { call, pico } = costOf(index)
    add(destroyedByTenant, call.tenantId, pico)
  }
  if (new Set(indices).size !== indices.length) throw new Error('a call of the plan was made twice')
  return { calls: indices.length, byTenant, byConversation, destroyedByTenant }
}
