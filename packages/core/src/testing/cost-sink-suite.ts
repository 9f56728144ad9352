import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CostSink } from '../contracts/cost-sink.ts'
import { costRecord } from './cost-record.ts'

/** A sink under test, with a way to see what it holds. */
export interface CostSinkSubject {
  readonly sink: CostSink
  /** Exact total in picodollars, and how many records, of all that was flushed. */
  read(): Promise<{ readonly totalPicoUsd: bigint; readonly requests: number }>
  /** Whether the sink itself knows a record that is delivered again, e.g. after a restart. */
  readonly booksOnce?: true
  /** Ends what the subject started; the suite has closed the sink by then. */
  dispose?(): Promise<void>
}

/** The contract of `CostSink`, run against a real implementation. */
export function testCostSink(name: string, create: () => Promise<CostSinkSubject>): void {
  describe(`${name} keeps the CostSink contract`, () => {
    let subject: CostSinkSubject
    beforeEach(async () => {
      subject = await create()
    })
    afterEach(async () => {
      await subject.sink.close()
      await subject.dispose?.()
    })

    it('holds every record after flush, to the last digit', async () => {
      const before = await subject.read()
      for (let call = 1; call <= 100; call += 1) {
        subject.sink.record(costRecord({ cost: { inputPicoUsd: call, outputPicoUsd: 3 * call + 1 } }))
      }
      await subject.sink.flush()
      const after = await subject.read()
      expect(after.requests - before.requests).toBe(100)
      expect(after.totalPicoUsd - before.totalPicoUsd).toBe(BigInt(4 * 5050 + 100))
    })

    it('books a record once however often it is delivered, where the sink says so', async () => {
      const before = await subject.read()
      const record = costRecord({ cost: { inputPicoUsd: 7, outputPicoUsd: 5 } })
      for (const again of [record, record, { ...record }]) subject.sink.record(again)
      await subject.sink.flush()
      subject.sink.record({ ...record })
      await subject.sink.flush()
      const after = await subject.read()
      const times = subject.booksOnce === true ? 1 : 4
      expect(after.requests - before.requests).toBe(times)
      expect(after.totalPicoUsd - before.totalPicoUsd).toBe(BigInt(12 * times))
    })

    it('takes records without waiting: record returns nothing', () => {
      expect(subject.sink.record(costRecord())).toBeUndefined()
    })

    it('takes a record with nothing but the required fields', async () => {
      const before = await subject.read()
      const { durationMs: _, requestModel: __, ...required } = costRecord({ attribution: {}, usage: {} })
      subject.sink.record(required)
      await subject.sink.flush()
      expect((await subject.read()).requests - before.requests).toBe(1)
    })

    it('takes names with quotes, control characters and other scripts', async () => {
      const before = await subject.read()
      const awkward = `O'Hara "&" <b> \\ \n\t\u0007 日本 ${'x'.repeat(300)}`
      subject.sink.record(
        costRecord({
          model: awkward,
          attribution: { tenantId: awkward, userId: awkward, task: awkward, conversationId: awkward },
        }),
      )
      await subject.sink.flush()
      expect((await subject.read()).requests - before.requests).toBe(1)
    })

    it('can be flushed when empty, and closed twice', async () => {
      await subject.sink.flush()
      await subject.sink.close()
      await subject.sink.close()
    })
  })
}
