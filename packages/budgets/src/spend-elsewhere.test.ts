import { TokentollError, type SpendQuery, type SpendReader } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'
import { describe, expect, it } from 'vitest'
import { createBudgets, createMemoryBudgetStore, type BudgetEvent, type BudgetStore } from './index.ts'
import { costing, dollar, noon, refused, request, spend, tenantBudget } from './__fixtures__/spending.ts'

describe('with a ledger', () => {
  function ledger(spent: (query: SpendQuery) => bigint): SpendReader & { readonly asked: SpendQuery[] } {
    const asked: SpendQuery[] = []
    return {
      asked,
      totals: async (query) => {
        asked.push(query)
        const totalPicoUsd = spent(query)
        const firstAt = new Date(noon)
        const zero = { inputPicoUsd: 0n, outputPicoUsd: 0n, inputTokens: 0n, outputTokens: 0n }
        const counts = { requests: 1, estimatedRequests: 0, unpricedRequests: 0, activeUsers: undefined }
        return [{ key: {}, totalPicoUsd, ...zero, ...counts, firstAt, lastAt: firstAt }]
      },
    }
  }

  it('begins with what was spent before, asked once for many callers', async () => {
    const reader = ledger(() => 4n * BigInt(dollar))
    const budgets = createBudgets({ clock: () => noon, reader, budgets: [tenantBudget()] })
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => budgets.reserve(request())))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(reader.asked).toEqual([
      {
        by: [],
        where: { tenantId: 'acme' },
        from: new Date('2026-11-01T00:00:00Z'),
        to: new Date('2026-12-01T00:00:00Z'),
        activeUsers: false,
      },
    ])
  })

  it('waits for the ledger longer than for the store, but not for ever', async () => {
    const slow: SpendReader = { totals: () => new Promise((resolve) => setTimeout(resolve, 50, [])) }
    const patient = createBudgets({ reader: slow, storeTimeoutMs: 10, budgets: [tenantBudget()] })
    await patient.reserve(request())
    const halves = createBudgets({
      reader: slow,
      storeTimeoutMs: 10,
      budgets: [tenantBudget({ limitUsd: 1 })],
    })
    const half = { estimatedPicoUsd: dollar / 2 }
    await Promise.all([halves.reserve(request(half)), halves.reserve(request(half))])
    const silent: SpendReader = { totals: () => new Promise(() => {}) }
    const hasty = createBudgets({ reader: silent, readerTimeoutMs: 10, budgets: [tenantBudget()] })
    await expect(hasty.reserve(request())).rejects.toMatchObject({
      code: 'budget_unavailable',
      cause: { code: 'budget_reader_timeout' },
    })
  })

  it('does not count twice what the ledger has when an account is opened', async () => {
    const reader = ledger(() => BigInt(dollar))
    const budgets = createBudgets({ clock: () => noon, reader, budgets: [tenantBudget()] })
    const booked = costRecord({ id: 'booked', timestamp: noon, attribution: { tenantId: 'acme' } })
    await budgets.charge(booked, dollar)
    expect((await budgets.budgets())[0]?.usedPicoUsd).toBe(BigInt(dollar))
    await budgets.charge({ ...booked, id: 'another' }, dollar)
    expect((await budgets.budgets())[0]?.usedPicoUsd).toBe(2n * BigInt(dollar))
  })

  it('takes over what other processes spent', async () => {
    let now = noon
    let elsewhere = 0n
    const budgets = createBudgets({
      clock: () => now,
      reader: ledger(() => elsewhere),
      reconcileMs: 1000,
      budgets: [tenantBudget()],
    })
    await spend(budgets, 1)
    elsewhere = 5n * BigInt(dollar)
    await budgets.release(await budgets.reserve(request()))
    now += 1000
    // This call starts the look into the ledger, and a later one sees the result.
    await budgets.release(await budgets.reserve(request()))
    await expect(budgets.reserve(request())).rejects.toSatisfy(refused)
  })
})

describe('thresholds that no call of this process passed', () => {
  const told = (events: readonly BudgetEvent[]) =>
    events.flatMap((event) =>
      event.type === 'threshold' ? [`${event.threshold} at ${event.budget.usedPicoUsd}`] : [],
    )
  const reading = (spent: () => number): SpendReader => ({
    totals: async () => {
      const zero = { inputPicoUsd: 0n, outputPicoUsd: 0n, inputTokens: 0n, outputTokens: 0n, requests: 1 }
      const counts = { estimatedRequests: 0, unpricedRequests: 0, activeUsers: undefined }
      const at = { firstAt: new Date(noon), lastAt: new Date(noon) }
      return [{ key: {}, totalPicoUsd: BigInt(spent() * dollar), ...zero, ...counts, ...at }]
    },
  })

  /** Budgets of 1 USD beside a ledger; the test moves the time and what was spent elsewhere. */
  const besideLedger = (elsewhere: number) => {
    const world = { now: noon, elsewhere, events: [] as BudgetEvent[] }
    const budgets = createBudgets({
      clock: () => world.now,
      reader: reading(() => world.elsewhere),
      onEvent: (event) => world.events.push(event),
      budgets: [tenantBudget({ limitUsd: 1, onExceeded: 'allow' })],
    })
    return { world, budgets }
  }

  it('are told once when the ledger has more', async () => {
    const { world, budgets } = besideLedger(0)
    await spend(budgets, 0.1, { estimatedPicoUsd: dollar / 10 })
    world.elsewhere = 2
    world.now += 61_000
    for (let call = 0; call < 3; call += 1) await spend(budgets, 0.1, { estimatedPicoUsd: dollar / 10 })
    world.now += 61_000
    world.elsewhere = 3
    await spend(budgets, 0.1, { estimatedPicoUsd: dollar / 10 })
    await budgets.budgets()
    expect(told(world.events)).toEqual(['0.9 at 2000000000000', '1 at 2000000000000'])
  })

  it('are told when the account begins beyond them, by the limit of now', async () => {
    const { world, budgets } = besideLedger(0.95)
    await spend(budgets, 0)
    expect(told(world.events)).toEqual(['0.9 at 950000000000'])
    budgets.setBudget(tenantBudget({ limitUsd: 4, onExceeded: 'allow', thresholds: [0.5] }))
    world.elsewhere = 2
    world.now += 61_000
    const byHand = costRecord({ timestamp: noon, attribution: { tenantId: 'acme' } })
    await budgets.charge(byHand, dollar / 100)
    await expect.poll(() => told(world.events)).toEqual(['0.9 at 950000000000', '0.5 at 2000000000000'])
  })
})

describe('when the store is away', () => {
  const away: BudgetStore = {
    ...createMemoryBudgetStore(),
    hold: () => Promise.reject(new Error('connection refused')),
    settle: () => Promise.reject(new Error('connection refused')),
  }

  it('refuses where a budget blocks, and says so', async () => {
    const budgets = createBudgets({ store: away, budgets: [tenantBudget()] })
    const error = await budgets.reserve(request()).catch((error: unknown) => error)
    expect(error).toSatisfy(TokentollError.isInstance)
    expect(error).toMatchObject({ code: 'budget_unavailable', cause: { message: 'connection refused' } })
    expect(budgets.health().storeErrors).toBe(1)
  })

  it('leaves nothing held for a call that it refused while the store was slow', async () => {
    const store = createMemoryBudgetStore()
    const wait = (timeMs: number) => new Promise((resolve) => setTimeout(resolve, timeMs))
    const slow: BudgetStore = {
      ...store,
      hold: async (call) => {
        await wait(40)
        return store.hold(call)
      },
    }
    const budgets = createBudgets({
      clock: () => noon,
      store: slow,
      storeTimeoutMs: 10,
      budgets: [tenantBudget()],
    })
    await budgets.budgetsFor({ tenantId: 'acme' })
    await expect(budgets.reserve(request())).rejects.toMatchObject({ code: 'budget_unavailable' })
    await wait(60)
    expect(await budgets.budgetsFor({ tenantId: 'acme' })).toMatchObject([{ reservedPicoUsd: 0n }])
  })

  it('lets calls pass where it is told to, within a bounded time', async () => {
    const events: BudgetEvent[] = []
    const frozen: BudgetStore = { ...away, hold: () => new Promise(() => {}) }
    const budgets = createBudgets({
      store: frozen,
      storeTimeoutMs: 20,
      onEvent: (event) => events.push(event),
      budgets: [tenantBudget({ onUnavailable: 'open' }), tenantBudget({ id: 'soft', onExceeded: 'allow' })],
    })
    const reservation = await budgets.reserve(request())
    expect(events).toMatchObject([
      { type: 'unavailable', decision: 'allowed', error: { code: 'budget_store_timeout' } },
    ])
    await expect(budgets.settle(reservation, costing(1))).rejects.toThrow('connection refused')
  })

  it('tells of a cost that it could not count because no account could be opened', async () => {
    const events: BudgetEvent[] = []
    const unopened: BudgetStore = { ...away, open: () => Promise.reject(new Error('connection refused')) }
    const budgets = createBudgets({
      store: unopened,
      onEvent: (event) => events.push(event),
      budgets: [tenantBudget()],
    })
    await expect(budgets.charge?.(costRecord({}), dollar)).rejects.toThrow('connection refused')
    expect(events).toMatchObject([{ type: 'unavailable', decision: 'unsettled' }])
    expect(budgets.health().storeErrors).toBe(1)
  })
})
