import { createMeter, createPriceBook, QuotaExceededError } from '@tokentoll/core'
import { costRecord, testSpendGate } from '@tokentoll/core/testing'
import { describe, expect, it } from 'vitest'
import { createBudgets, type Budget, type BudgetEvent } from './index.ts'
import { costing, dollar, noon, refused, request, spend, tenantBudget } from './__fixtures__/spending.ts'

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
