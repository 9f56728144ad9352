import { TokentollError } from '@tokentoll/pricing'
import { describe, expect, it, vi } from 'vitest'
import { QuotaExceededError } from '../contracts/quota-exceeded-error.ts'
import type { Reservation, SpendGate } from '../contracts/spend-gate.ts'
import { createRecordingSink } from '../testing/recording-sink.ts'
import { createMeter } from './create-meter.ts'
import { call, setUp } from './__fixtures__/set-up-meter.ts'

describe('budgets', () => {
  const refusal = () =>
    new QuotaExceededError('The budget of acme is used up', {
      budgetId: 'b',
      scope: 'tenant',
      key: 'acme',
      period: 'month',
      limitPicoUsd: 1n,
      usedPicoUsd: 1n,
      reservedPicoUsd: 0n,
      requestedPicoUsd: 1n,
    })
  const gateOf = (parts: Partial<SpendGate>): SpendGate => ({
    reserve: async ({ id, estimatedPicoUsd }) => ({ id, heldPicoUsd: estimatedPicoUsd ?? 0 }),
    settle: async () => {},
    release: async () => {},
    ...parts,
  })

  it('reserves the expected cost and settles the real one', async () => {
    const settle = vi.fn(async () => {})
    const { meter, sink } = setUp({ gate: gateOf({ settle }) })
    const { reservation } = await meter.authorize({ ...call, inputTokens: 1000, outputTokens: 2000 })
    expect(reservation?.heldPicoUsd).toBe(150_000_000 + 1_200_000_000)
    meter.start(call, reservation).end(call)
    await meter.flush()
    expect(settle).toHaveBeenCalledExactlyOnceWith(reservation, sink.records[0])
  })

  it('passes a refusal on and books it without cost', async () => {
    const { meter, sink } = setUp({
      gate: gateOf({
        reserve: async () => {
          throw refusal()
        },
      }),
    })
    await expect(meter.authorize(call)).rejects.toSatisfy((error) => QuotaExceededError.isInstance(error))
    expect(sink.records[0]).toMatchObject({ outcome: 'refused', cost: { totalPicoUsd: 0, status: 'priced' } })
  })

  it.each(['open', 'closed'] as const)(
    'waits for the gate no longer than it may: %s',
    async (onGateFailure) => {
      let answer: (reservation: Reservation) => void = () => {}
      const released: string[] = []
      const gate: SpendGate = {
        reserve: () => new Promise((resolve) => (answer = resolve)),
        settle: async () => {},
        release: async ({ id }) => void released.push(id),
      }
      const { meter, sink } = setUp({ gate, onGateFailure, gateTimeoutMs: 20 })
      const asking = meter.authorize(call)
      if (onGateFailure === 'open')
        await expect(asking).resolves.toEqual({ reservation: undefined, downgradeTo: undefined })
      else await expect(asking).rejects.toMatchObject({ code: 'budget_unavailable' })
      expect(sink.records.map(({ outcome }) => outcome)).toEqual(onGateFailure === 'open' ? [] : ['refused'])
      expect(meter.health().gateErrors).toBe(1)
      // What the gate grants too late must not stay held.
      answer({ id: 'late', heldPicoUsd: 1 })
      await new Promise((resolve) => setTimeout(resolve, 5))
      expect(released).toEqual(['late'])
    },
  )

  it.each(['open', 'closed'] as const)(
    'decides by onGateFailure when the gate fails: %s',
    async (onGateFailure) => {
      const { meter } = setUp({
        onGateFailure,
        gate: gateOf({
          reserve: async () => {
            throw new Error('store away')
          },
        }),
      })
      const asked = meter.authorize(call)
      if (onGateFailure === 'open')
        expect(await asked).toEqual({ reservation: undefined, downgradeTo: undefined })
      else await expect(asked).rejects.toMatchObject({ code: 'budget_unavailable' })
      expect(meter.health().gateErrors).toBe(1)
    },
  )

  it('gives back what a duplicate held', async () => {
    const release = vi.fn(async () => {})
    const { meter } = setUp({ gate: gateOf({ release }) })
    const responseId = 'chatcmpl-0123456789'
    meter.record({ ...call, responseId })
    const { reservation } = await meter.authorize(call)
    meter.start(call, reservation).end({ ...call, responseId })
    await meter.flush()
    expect(release).toHaveBeenCalledOnce()
  })

  it('counts a settlement that fails, without rejecting anything', async () => {
    const { meter } = setUp({
      gate: gateOf({
        settle: async () => {
          throw new Error('store away')
        },
      }),
    })
    const { reservation } = await meter.authorize(call)
    meter.start(call, reservation).end(call)
    await meter.flush()
    expect(meter.health().gateErrors).toBe(1)
  })
})

it('refuses options that cannot work', () => {
  expect(() => createMeter({ dedupeSize: 0 })).toThrow(TokentollError)
  expect(() => createMeter({ expectedOutputTokens: Number.NaN })).toThrow(/expectedOutputTokens/)
  // A timer takes anything longer as 1 ms: every call would pass unasked.
  expect(() => createMeter({ gateTimeoutMs: 2 ** 31 })).toThrow(/gateTimeoutMs .* to 2147483647/)
})

it('flushes and closes every sink once, even when one fails', async () => {
  const sink = createRecordingSink()
  const close = vi.fn(async () => {
    throw new Error('socket gone')
  })
  const { meter } = setUp({ sinks: [{ ...sink, name: 'remote', close }, sink] })
  await meter.close()
  await meter.close()
  expect(close).toHaveBeenCalledOnce()
  expect(meter.health().sinkErrors).toEqual({ remote: 1 })
})

it('closes the last sink first, so that it may still read from those before it', async () => {
  const closed: string[] = []
  const named = (name: string) => ({
    ...createRecordingSink(),
    name,
    close: async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      closed.push(name)
    },
  })
  await createMeter({ sinks: [named('ledger'), named('metrics')] }).close()
  expect(closed).toEqual(['metrics', 'ledger'])
})

describe('budgets that hear of everything', () => {
  const gate = () => ({
    reserve: async ({ id }: { id: string }) => ({ id, heldPicoUsd: 1 }),
    settle: vi.fn(async () => {}),
    release: vi.fn(async () => {}),
    charge: vi.fn(async () => {}),
  })

  it('charges what was booked without a reservation', async () => {
    const told = gate()
    const { meter, sink } = setUp({ gate: told })
    meter.record(call)
    await meter.flush()
    expect(told.charge).toHaveBeenCalledExactlyOnceWith(sink.records[0], 750_000_000)
    expect(told.settle).not.toHaveBeenCalled()
  })

  it('settles an estimate and charges what the real end costs more', async () => {
    const told = gate()
    const { meter, sink } = setUp({ gate: told })
    const { reservation } = await meter.authorize(call)
    const open = meter.start(call, reservation)
    open.end({ provisional: true, outcome: 'abandoned', usage: { inputTokens: 1000, outputTokens: 0 } })
    open.end(call)
    await meter.flush()
    expect(told.settle).toHaveBeenCalledExactlyOnceWith(reservation, sink.records[0])
    expect(told.charge).toHaveBeenCalledExactlyOnceWith(sink.records[1], 600_000_000)
  })

  it('books the refusal of a closed meter whose gate is away', async () => {
    const away = {
      ...gate(),
      reserve: async () => {
        throw new Error('away')
      },
    }
    const { meter, sink } = setUp({ gate: away, onGateFailure: 'closed' })
    await expect(meter.authorize(call)).rejects.toMatchObject({ code: 'budget_unavailable' })
    expect(sink.records[0]?.outcome).toBe('refused')
  })
})

it('ends a flush and a close that hang, and counts them', async () => {
  const hanging = {
    ...createRecordingSink(),
    name: 'hanging',
    flush: () => new Promise<void>(() => {}),
    close: () => new Promise<void>(() => {}),
  }
  const { meter } = setUp({ sinks: [hanging], flushTimeoutMs: 20 })
  await meter.flush()
  await meter.close()
  expect(meter.health().sinkErrors).toEqual({ hanging: 2 })
})

it('counts a gate that hangs as the gate, not as a sink that lost records', async () => {
  const hanging: SpendGate = {
    reserve: async ({ id }) => ({ id, heldPicoUsd: 1 }),
    settle: () => new Promise<void>(() => {}),
    release: async () => {},
  }
  const { meter, warnings } = setUp({ gate: hanging, flushTimeoutMs: 20 })
  const { reservation } = await meter.authorize(call)
  meter.start(call, reservation).end(call)
  await meter.flush()
  expect(meter.health()).toMatchObject({ gateErrors: 1, sinkErrors: {}, droppedRecords: 0 })
  expect(warnings).toEqual([expect.stringMatching(/^the budget gate failed.*raise flushTimeoutMs$/)])
})
