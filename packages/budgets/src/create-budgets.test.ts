import { createPriceBook, type SpendQuery, type SpendReader, type SpendRequest } from '@tokentoll/core'
import { createMeter, QuotaExceededError, TokentollError } from '@tokentoll/core'
import { costRecord, testSpendGate } from '@tokentoll/core/testing'
import { describe, expect, it } from 'vitest'
import {
  createBudgets,
  createMemoryBudgetStore,
  type Budget,
  type BudgetEvent,
  type Budgets,
  type BudgetStore,
} from './index.ts'

const dollar = 1_000_000_000_000
const noon = Date.UTC(2026, 10, 22, 12)
let lastId = 0

function request(parts: Partial<SpendRequest> = {}): SpendRequest {
  lastId += 1
  return {
    id: `call-${lastId}`,
    provider: 'openai',
    model: 'gpt-4o',
    attribution: { tenantId: 'acme', userId: 'ada', task: 'chat', conversationId: 'c-1' },
    estimatedPicoUsd: dollar,
    at: noon,
    ...parts,
  }
}

const costing = (usd: number) => costRecord({ cost: { inputPicoUsd: usd * dollar, outputPicoUsd: 0 } })
const refused = (error: unknown): boolean => QuotaExceededError.isInstance(error)

async function spend(budgets: Budgets, usd: number, parts: Partial<SpendRequest> = {}): Promise<void> {
  await budgets.settle(await budgets.reserve(request(parts)), costing(usd))
}

function tenantBudget(parts: Partial<Budget> = {}): Budget {
  return { id: 'tenants', scope: 'tenant', period: 'month', limitUsd: 5, ...parts }
}

testSpendGate('budgets in memory', async () => ({ gate: createBudgets({ budgets: [tenantBudget()] }) }))

describe('whose budget it is', () => {
  it('holds each tenant, user and conversation to its own limit', async () => {
    const budgets = createBudgets({
      clock: () => noon,
      budgets: [
        tenantBudget({ limitUsd: 100 }),
        { id: 'users', scope: 'user', period: 'month', limitUsd: 3 },
        { id: 'conversations', scope: 'conversation', period: 'lifetime', limitUsd: 2 },
      ],
    })
    const ofUser = (tenantId: string, userId: string, conversationId: string) =>
      request({ attribution: { tenantId, userId, conversationId } })
    await budgets.reserve(ofUser('acme', 'ada', 'c-1'))
    await budgets.reserve(ofUser('acme', 'ada', 'c-1'))
    await expect(budgets.reserve(ofUser('acme', 'ada', 'c-1'))).rejects.toMatchObject({
      details: { budgetId: 'conversations', key: 'c-1' },
    })
    await budgets.reserve(ofUser('acme', 'ada', 'c-2'))
    await expect(budgets.reserve(ofUser('acme', 'ada', 'c-3'))).rejects.toMatchObject({
      details: { budgetId: 'users', key: 'ada' },
    })
    // The same ids at another tenant are other people.
    await budgets.reserve(ofUser('globex', 'ada', 'c-1'))
  })

  it('lets who is named have a limit of his own, instead of that of everybody', async () => {
    const budgets = createBudgets({
      budgets: [tenantBudget({ limitUsd: 1 }), tenantBudget({ id: 'acme', key: 'acme', limitUsd: 2 })],
    })
    await budgets.reserve(request())
    await budgets.reserve(request())
    await expect(budgets.reserve(request())).rejects.toMatchObject({ details: { budgetId: 'acme' } })
    const other = { attribution: { tenantId: 'globex' } }
    await budgets.reserve(request(other))
    await expect(budgets.reserve(request(other))).rejects.toMatchObject({ details: { budgetId: 'tenants' } })
  })

  it('counts a task over all tenants, or within each when asked to', async () => {
    const task: Budget = { id: 'task', scope: 'task', key: 'chat', period: 'day', limitUsd: 2 }
    const together = createBudgets({ budgets: [task] })
    const apart = createBudgets({ budgets: [{ ...task, tenantId: '*' }] })
    for (const [index, tenantId] of ['a', 'b', 'c'].entries()) {
      const call = { attribution: { tenantId, task: 'chat' } }
      const asked = together.reserve(request(call))
      await (index < 2 ? asked : expect(asked).rejects.toSatisfy(refused))
      await apart.reserve(request(call))
      await apart.reserve(request({ attribution: { tenantId, task: 'other' } }))
    }
  })

  it('holds in all budgets or in none', async () => {
    const budgets = createBudgets({
      clock: () => noon,
      budgets: [{ id: 'all', scope: 'platform', period: 'day', limitUsd: 10 }, tenantBudget({ limitUsd: 1 })],
    })
    await budgets.reserve(request())
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(budgets.reserve(request())).rejects.toSatisfy(refused)
    }
    expect(await budgets.budgets()).toEqual([
      expect.objectContaining({ budgetId: 'all', key: '', reservedPicoUsd: BigInt(dollar), usedPicoUsd: 0n }),
      expect.objectContaining({
        budgetId: 'tenants',
        key: 'acme',
        tenantId: 'acme',
        reservedPicoUsd: BigInt(dollar),
      }),
    ])
  })

  it('leaves calls alone to which no budget applies', async () => {
    const budgets = createBudgets({ budgets: [tenantBudget({ limitUsd: 0 })] })
    expect(await budgets.reserve(request({ attribution: {} }))).toMatchObject({ heldPicoUsd: 0 })
  })
})

describe('when it begins again', () => {
  it('begins again with the month of its zone, and counts a call where it began', async () => {
    let now = Date.UTC(2026, 10, 30, 23, 30)
    const budgets = createBudgets({
      clock: () => now,
      holdTtlMs: 86_400_000,
      budgets: [tenantBudget({ limitUsd: 1, timeZone: 'America/New_York' })],
    })
    const late = await budgets.reserve(request({ at: now }))
    now = Date.UTC(2026, 11, 1, 4, 59)
    await expect(budgets.reserve(request({ at: now }))).rejects.toMatchObject({
      details: { resetsAt: new Date('2026-12-01T05:00:00Z') },
    })
    now = Date.UTC(2026, 11, 1, 5, 0)
    await budgets.settle(late, costing(1))
    await budgets.reserve(request({ at: now }))
    await expect(budgets.reserve(request({ at: now }))).rejects.toSatisfy(refused)
  })

  it('ends holds that nobody settled, and still counts them when somebody does', async () => {
    let now = noon
    const budgets = createBudgets({
      clock: () => now,
      holdTtlMs: 60_000,
      budgets: [tenantBudget({ limitUsd: 1 })],
    })
    const abandoned = await budgets.reserve(request())
    now += 59_999
    await expect(budgets.reserve(request())).rejects.toSatisfy(refused)
    now += 1
    await budgets.release(await budgets.reserve(request()))
    await budgets.settle(abandoned, costing(1))
    await expect(budgets.reserve(request())).rejects.toSatisfy(refused)
  })
})

describe('what happens at the limit', () => {
  it('says which budget, how much, and until when', async () => {
    const budgets = createBudgets({ clock: () => noon, budgets: [tenantBudget({ limitUsd: '2.5' })] })
    await spend(budgets, 2)
    const error = await budgets.reserve(request()).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(QuotaExceededError)
    expect(error).toMatchObject({
      code: 'quota_exceeded',
      message:
        'The month budget "tenants" of tenant "acme" of $2.5 has no room for a call of $1: $2 is spent or held ' +
        '(budget: "tenants"). Raise the limit of this budget, or wait until it resets at 2026-12-01T00:00:00.000Z',
      details: { limitPicoUsd: 2_500_000_000_000n, usedPicoUsd: 2_000_000_000_000n, reservedPicoUsd: 0n },
    })
    expect(budgets.health()).toEqual({ refusals: 1, downgrades: 0, storeErrors: 0 })
  })

  it('lets soft budgets pass and asks others for a cheaper model', async () => {
    const events: BudgetEvent[] = []
    const budgets = createBudgets({
      clock: () => noon,
      onEvent: (event) => events.push(event),
      budgets: [
        tenantBudget({ id: 'soft', limitUsd: 1, onExceeded: 'allow', thresholds: [] }),
        tenantBudget({
          id: 'cheap',
          limitUsd: 2,
          onExceeded: { downgradeTo: 'gpt-4o-mini' },
          thresholds: [],
        }),
        tenantBudget({ id: 'hard', limitUsd: 4, thresholds: [] }),
      ],
    })
    const models: (string | undefined)[] = []
    for (let call = 0; call < 4; call += 1) {
      const reservation = await budgets.reserve(request(call === 3 ? { model: 'gpt-4o-mini' } : {}))
      models.push(reservation.downgradeTo)
      await budgets.settle(reservation, costing(1))
    }
    expect(models).toEqual([undefined, undefined, 'gpt-4o-mini', undefined])
    await expect(budgets.reserve(request())).rejects.toMatchObject({ details: { budgetId: 'hard' } })
    expect(events.map((event) => event.type)).toEqual(['downgraded', 'refused'])
    expect(events[0]).toMatchObject({
      downgradeTo: 'gpt-4o-mini',
      budget: { budgetId: 'cheap', usedPicoUsd: 2n * BigInt(dollar) },
    })
  })

  it('lets what is free pass an overdrawn budget', async () => {
    const budgets = createBudgets({ budgets: [tenantBudget()] })
    await spend(budgets, 6)
    await budgets.reserve(request({ estimatedPicoUsd: 0 }))
  })

  it('tells of each threshold once in a period, a listener that throws or not', async () => {
    let now = noon
    const told: string[] = []
    const budgets = createBudgets({
      clock: () => now,
      budgets: [tenantBudget({ limitUsd: 10, onExceeded: 'allow', thresholds: [1, 0.9, 0.5] })],
      onEvent: (event) => {
        if (event.type === 'threshold') told.push(`${event.threshold} at ${event.budget.usedPicoUsd}`)
        throw new Error('a listener of no use')
      },
    })
    for (let call = 0; call < 12; call += 1) await spend(budgets, 1)
    expect(told).toEqual(['0.5 at 5000000000000', '0.9 at 9000000000000', '1 at 10000000000000'])
    now = Date.UTC(2026, 11, 1)
    await spend(budgets, 20, { at: now })
    expect(told.slice(3)).toEqual(['0.5', '0.9', '1'].map((share) => `${share} at 20000000000000`))
  })
})

describe('models without a price', () => {
  const unpriced = { estimatedPicoUsd: undefined, model: 'new-model' }
  const record = costRecord({
    model: 'new-model',
    cost: { inputPicoUsd: 0, outputPicoUsd: 0, status: 'unpriced' },
  })

  it('are refused by a budget that blocks', async () => {
    const budgets = createBudgets({ budgets: [tenantBudget()] })
    const error = await budgets.reserve(request(unpriced)).catch((error: unknown) => error)
    expect(error).toSatisfy(refused)
    expect(String(error)).toContain('"new-model", which has no price')
  })

  it('count as nothing or as a given amount when allowed', async () => {
    const budgets = createBudgets({
      clock: () => noon,
      budgets: [
        tenantBudget({ onUnpriced: 'allow' }),
        { id: 'all', scope: 'platform', period: 'day', limitUsd: 1, onUnpriced: { reserveUsd: '0.5' } },
      ],
    })
    const reservation = await budgets.reserve(request(unpriced))
    expect(reservation.heldPicoUsd).toBe(dollar / 2)
    await budgets.settle(reservation, record)
    await budgets.settle(await budgets.reserve(request(unpriced)), record)
    await expect(budgets.reserve(request(unpriced))).rejects.toMatchObject({ details: { budgetId: 'all' } })
    expect(await budgets.budgets()).toEqual([
      expect.objectContaining({ budgetId: 'all', usedPicoUsd: BigInt(dollar), reservedPicoUsd: 0n }),
      expect.objectContaining({ budgetId: 'tenants', usedPicoUsd: 0n, reservedPicoUsd: 0n }),
    ])
  })

  it('are refused when the budget is used up', async () => {
    const budgets = createBudgets({ budgets: [tenantBudget({ onUnpriced: 'allow' })] })
    await spend(budgets, 5)
    await expect(budgets.reserve(request(unpriced))).rejects.toSatisfy(refused)
  })
})

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

  it('are told once when the ledger has more', async () => {
    let [now, elsewhere] = [noon, 0]
    const events: BudgetEvent[] = []
    const budgets = createBudgets({
      clock: () => now,
      reader: reading(() => elsewhere),
      onEvent: (event) => events.push(event),
      budgets: [tenantBudget({ limitUsd: 1, onExceeded: 'allow' })],
    })
    await spend(budgets, 0.1, { estimatedPicoUsd: dollar / 10 })
    elsewhere = 2
    now += 61_000
    for (let call = 0; call < 3; call += 1) await spend(budgets, 0.1, { estimatedPicoUsd: dollar / 10 })
    now += 61_000
    elsewhere = 3
    await spend(budgets, 0.1, { estimatedPicoUsd: dollar / 10 })
    await budgets.budgets()
    expect(told(events)).toEqual(['0.9 at 2000000000000', '1 at 2000000000000'])
  })

  it('are told when the account begins beyond them, by the limit of now', async () => {
    let [now, elsewhere] = [noon, 0.95]
    const events: BudgetEvent[] = []
    const budgets = createBudgets({
      clock: () => now,
      reader: reading(() => elsewhere),
      onEvent: (event) => events.push(event),
      budgets: [tenantBudget({ limitUsd: 1, onExceeded: 'allow' })],
    })
    await spend(budgets, 0)
    expect(told(events)).toEqual(['0.9 at 950000000000'])
    budgets.setBudget(tenantBudget({ limitUsd: 4, onExceeded: 'allow', thresholds: [0.5] }))
    elsewhere = 2
    now += 61_000
    const byHand = costRecord({ timestamp: noon, attribution: { tenantId: 'acme' } })
    await budgets.charge(byHand, dollar / 100)
    await expect.poll(() => told(events)).toEqual(['0.9 at 950000000000', '0.5 at 2000000000000'])
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
})

describe('as a whole', () => {
  it('answers the quota of a user and follows changes at once', async () => {
    const budgets = createBudgets({
      clock: () => noon,
      budgets: [
        { id: 'users', scope: 'user', period: 'month', limitUsd: '12.34' },
        { id: 'users-daily', scope: 'user', period: 'day', limitUsd: 1 },
      ],
    })
    expect(await budgets.getUserQuota('acme', 'ada')).toBe(12.34)
    budgets.setBudget({
      id: 'ada',
      scope: 'user',
      tenantId: 'acme',
      key: 'ada',
      period: 'month',
      limitUsd: 50,
    })
    expect(await budgets.getUserQuota('acme', 'ada')).toBe(50)
    expect(await budgets.getUserQuota('acme', 'bob')).toBe(12.34)
    expect(budgets.removeBudget('users')).toBe(true)
    expect(await budgets.getUserQuota('acme', 'bob')).toBeUndefined()
    await spend(budgets, 0.25)
    budgets.setBudget({ id: 'users-daily', scope: 'user', period: 'day', limitUsd: 2 })
    expect(await budgets.budgetsFor({ tenantId: 'acme', userId: 'ada' })).toEqual([
      expect.objectContaining({
        budgetId: 'users-daily',
        limitPicoUsd: 2n * BigInt(dollar),
        usedPicoUsd: 250_000_000_000n,
      }),
      expect.objectContaining({ budgetId: 'ada', usedPicoUsd: 250_000_000_000n }),
    ])
  })

  it('stops a call at the meter before the provider is asked', async () => {
    const meter = createMeter({
      prices: createPriceBook({
        overrides: [{ provider: 'openai', model: 'gpt-4o', prices: { input: '2.5', output: '10' } }],
      }),
      gate: createBudgets({ budgets: [tenantBudget({ limitUsd: '0.002' })] }),
    })
    const call = {
      provider: 'openai',
      model: 'gpt-4o',
      integration: 'test',
      attribution: { tenantId: 'acme' },
      inputTokens: 400,
      outputTokens: 50,
    }
    const { reservation } = await meter.authorize(call)
    meter.start(call, reservation).end({ usage: { inputTokens: 400, outputTokens: 50 } })
    await meter.flush()
    await expect(meter.authorize(call)).rejects.toSatisfy(refused)
  })

  it('counts calls for which nothing was reserved, once, and corrections by their difference', async () => {
    const told: number[] = []
    const budgets = createBudgets({
      clock: () => noon,
      budgets: [tenantBudget({ limitUsd: 2, thresholds: [1] })],
      onEvent: (event) => event.type === 'threshold' && told.push(event.threshold),
    })
    const byHand = costRecord({ id: 'by-hand', timestamp: noon, attribution: { tenantId: 'acme' } })
    await budgets.charge(byHand, dollar)
    await budgets.charge(byHand, dollar)
    await budgets.charge({ ...byHand, attribution: {} }, dollar)
    await budgets.reserve(request())
    await budgets.charge({ ...byHand, id: 'correction', corrects: 'by-hand' }, dollar)
    await expect(budgets.reserve(request())).rejects.toMatchObject({
      details: { usedPicoUsd: 2n * BigInt(dollar) },
    })
    expect(told).toEqual([1])
  })

  it('refuses budgets that are none', () => {
    const wrong: Readonly<Record<string, readonly unknown[]>> = {
      id: ['', 7],
      scope: ['team'],
      period: ['year'],
      timeZone: ['Mars/Olympus'],
      limitUsd: [-1, 'much', null, undefined, Number.NaN],
      thresholds: [[0], 0.9, ['0.9'], null],
      onExceeded: ['Block', null, {}, { downgradeTo: '' }],
      onUnpriced: ['Block', null, {}],
      onUnavailable: ['close', null],
      key: [42, ''],
      tenantId: ['acme'],
    }
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        const budget = tenantBudget({ [field]: value })
        expect(() => createBudgets({ budgets: [budget] }), `${field}: ${String(value)}`).toThrow(
          expect.objectContaining({ code: 'budget_invalid', field, value }),
        )
      }
    }
    const reserveUsd = { onUnpriced: { reserveUsd: -1 } }
    expect(() => createBudgets({ budgets: [tenantBudget(reserveUsd)] })).toThrow('onUnpriced.reserveUsd')
    expect(() => createBudgets({ budgets: [tenantBudget(), tenantBudget()] })).toThrow('same id')
    expect(() => createBudgets({ holdTtlMs: Number.NaN })).toThrow('holdTtlMs')
  })
})
