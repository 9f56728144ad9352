import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { QuotaExceededError } from '../contracts/quota-exceeded-error.ts'
import type { SpendGate } from '../contracts/spend-gate.ts'
import { costRecord } from './cost-record.ts'

/** A gate under test that holds tenant `acme-corp` to 5 USD. */
export interface SpendGateSubject {
  readonly gate: SpendGate
  dispose?(): Promise<void>
}

const cent = 10_000_000_000

/** The contract of `SpendGate`, run against a real implementation. */
export function testSpendGate(name: string, create: () => Promise<SpendGateSubject>): void {
  describe(`${name} keeps the SpendGate contract`, () => {
    let subject: SpendGateSubject
    beforeEach(async () => {
      subject = await create()
    })
    afterEach(async () => subject.dispose?.())

    const request = (id: string, estimatedPicoUsd: number | undefined = cent) => ({
      id,
      provider: 'openai',
      model: 'gpt-4o',
      attribution: { tenantId: 'acme-corp' },
      estimatedPicoUsd,
      at: Date.now(),
    })
    const costing = (totalPicoUsd: number) =>
      costRecord({ cost: { inputPicoUsd: totalPicoUsd, outputPicoUsd: 0 } })

    it('grants exactly 500 of 1,000 parallel cents against 5 dollars', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 1000 }, (_, index) => subject.gate.reserve(request(`parallel-${index}`))),
      )
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(500)
      for (const result of results) {
        if (result.status === 'rejected') expect(QuotaExceededError.isInstance(result.reason)).toBe(true)
      }
    })

    it('holds an amount once for the same id', async () => {
      for (let attempt = 0; attempt < 600; attempt += 1) await subject.gate.reserve(request('same'))
    })

    it('gives back what is released, and what was held too much', async () => {
      const all = await subject.gate.reserve(request('all', 500 * cent))
      await expect(subject.gate.reserve(request('one-more'))).rejects.toSatisfy(QuotaExceededError.isInstance)
      await subject.gate.release(all)
      const half = await subject.gate.reserve(request('half', 500 * cent))
      await subject.gate.settle(half, costing(250 * cent))
      await subject.gate.reserve(request('rest', 250 * cent))
      await expect(subject.gate.reserve(request('over'))).rejects.toSatisfy(QuotaExceededError.isInstance)
    })

    it('counts a settlement above the reservation in full', async () => {
      const held = await subject.gate.reserve(request('cheap'))
      await subject.gate.settle(held, costing(600 * cent))
      await expect(subject.gate.reserve(request('after'))).rejects.toSatisfy(QuotaExceededError.isInstance)
    })

    it('settles once, however often it is told', async () => {
      const held = await subject.gate.reserve(request('twice', 100 * cent))
      const record = costing(100 * cent)
      await subject.gate.settle(held, record)
      await subject.gate.settle(held, record)
      await subject.gate.reserve(request('rest', 400 * cent))
    })

    it('counts spend that was never reserved, once per record, where it can be charged', async () => {
      const { gate } = subject
      if (gate.charge === undefined) return
      const record = costing(300 * cent)
      await gate.charge(record, 300 * cent)
      await gate.charge(record, 300 * cent)
      const rest = await gate.reserve(request('rest', 200 * cent))
      await expect(gate.reserve(request('over'))).rejects.toSatisfy(QuotaExceededError.isInstance)
      await gate.release(rest)
      await gate.charge(costing(900 * cent), 900 * cent)
      await expect(gate.reserve(request('after'))).rejects.toSatisfy(QuotaExceededError.isInstance)
    })

    it('leaves other tenants alone', async () => {
      await subject.gate.reserve(request('full', 500 * cent))
      await subject.gate.reserve({ ...request('other'), attribution: { tenantId: 'globex' } })
    })
  })
}
