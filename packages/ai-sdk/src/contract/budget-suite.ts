import {
  createMeter,
  QuotaExceededError,
  type CostRecord,
  type Meter,
  type Reservation,
  type SpendGate,
  type SpendRequest,
} from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { TokentollOptions } from '../options.ts'
import type { ContractHost } from './host.ts'
import { openWay, type WayName } from './ways.ts'
import { startWorld, type World } from './world.ts'

/** Budgets: refused before the provider is asked, held once, settled with the real cost, downgraded. */
export function describeBudgets(host: ContractHost): void {
  let world: World
  beforeAll(async () => void (world = await startWorld(host)))
  afterAll(() => world.stop())
  afterEach(() => world.clear())

  // Version 6 hands its integrations a finished step: too late to refuse.
  const ways: readonly WayName[] =
    host.major === 7 ? ['middleware', 'wrapped', 'registered', 'all three'] : ['middleware', 'wrapped']

  const run = async (
    way: WayName,
    operation: 'generateText' | 'streamText',
    meter: Meter,
    options: TokentollOptions = {},
  ): Promise<unknown> => {
    const open = openWay(host, way, world.providers, { ...options, meter })
    const model = open.model(({ openai }) => openai.chat('gpt-4o'))
    const prompt = 'Hello [[usage in=1000 out=100]]'
    try {
      if (operation === 'generateText') {
        return await Promise.resolve(host.sdk.generateText({ model, prompt })).catch(
          (error: unknown) => error,
        )
      }
      let failure: unknown
      const stream = host.sdk.streamText({
        model,
        prompt,
        onError: ({ error }: { readonly error: unknown }) => void (failure = error),
      })
      await stream.consumeStream({ onError: () => {} })
      return failure
    } finally {
      open.close()
      await world.provider.idle()
      await meter.flush()
    }
  }

  // The SDK hands its integrations no call of these to make, so registered alone none can be refused.
  describe.each(ways)('objects and embeddings, %s', (way) => {
    it(way === 'registered' ? 'are not asked for' : 'are refused before the provider is asked', async () => {
      const { meter, sink, gate } = metered(() => refuse())
      const open = openWay(host, way, world.providers, { meter })
      const model = open.model(({ openai }) => openai.chat('gpt-4o'))
      const embedding = open.model(({ openai }) => openai.embedding('text-embedding-3-small'), 'embedding')
      const schema = host.sdk.jsonSchema({ type: 'object', properties: {}, additionalProperties: false })
      const settle = async (call: PromiseLike<unknown>): Promise<unknown> =>
        Promise.resolve(call).catch((error: unknown) => error)
      try {
        const failures = [
          await settle(host.sdk.generateObject({ model, schema, prompt: 'Hello' })),
          await settle(host.sdk.embed({ model: embedding, value: 'Hello' })),
        ]
        const refused = way !== 'registered'
        expect(failures.map((failure) => QuotaExceededError.isInstance(failure))).toEqual([refused, refused])
      } finally {
        open.close()
        await world.provider.idle()
        await meter.flush()
      }
      expect(gate.requests).toHaveLength(way === 'registered' ? 0 : 2)
      expect(world.provider.book.calls).toHaveLength(way === 'registered' ? 2 : 0)
      expect(sink.records).toHaveLength(2)
    })
  })

  describe.each(ways)('%s', (way) => {
    it.each(['generateText', 'streamText'] as const)(
      'refuses a %s before the provider is asked',
      async (operation) => {
        const { meter, sink, gate } = metered(() => refuse())
        const failure = await run(way, operation, meter)
        expect(QuotaExceededError.isInstance(failure)).toBe(true)
        expect(world.provider.book.calls).toEqual([])
        expect(sink.records.map((record) => record.outcome)).toEqual(['refused'])
        expect(gate.held.size).toBe(0)
      },
    )

    it.each(['generateText', 'streamText'] as const)(
      'holds a %s once and settles its real cost',
      async (operation) => {
        const { meter, sink, gate } = metered((request) => ({ id: request.id, heldPicoUsd: 1 }))
        await run(way, operation, meter)
        expect(gate.requests).toHaveLength(1)
        expect(gate.requests[0]).toMatchObject({ provider: 'openai.chat', model: 'gpt-4o' })
        expect(gate.requests[0]?.estimatedPicoUsd).toBeGreaterThan(0)
        expect(gate.settled.map((record) => record.cost.totalPicoUsd)).toEqual([3_500_000_000])
        expect(gate.held.size).toBe(0)
        expect(sink.records).toHaveLength(1)
      },
    )

    it('lets a call pass when the gate fails', async () => {
      const { meter, sink } = metered(() => {
        throw new Error('the store is down')
      })
      await run(way, 'generateText', meter)
      expect(sink.records.map((record) => record.outcome)).toEqual(['success'])
      expect(meter.health().gateErrors).toBe(1)
    })
  })

  it('refuses when the gate fails and the meter is set to closed', async () => {
    const sink = createRecordingSink()
    const broken = async (): Promise<never> => Promise.reject(new Error('the store is down'))
    const gate: SpendGate = { reserve: broken, settle: broken, release: broken }
    const meter = createMeter({ sinks: [sink], gate, onGateFailure: 'closed', onWarning: () => {} })
    const failure = await run('wrapped', 'generateText', meter)
    expect(failure).toMatchObject({ code: 'budget_unavailable' })
    expect(world.provider.book.calls).toEqual([])
  })

  const toMini = (request: SpendRequest): Reservation => ({
    id: request.id,
    heldPicoUsd: 1,
    ...(request.model === 'gpt-4o' ? { downgradeTo: 'gpt-4o-mini' } : {}),
  })
  const downgrading: readonly WayName[] = host.major === 7 ? ['wrapped', 'all three'] : ['wrapped']
  describe.each(['generateText', 'streamText'] as const)('downgrade of a %s', (operation) => {
    it.each(downgrading)('makes the cheaper model by the same factory, %s', async (way) => {
      const { meter, sink, gate } = metered(toMini)
      await run(way, operation, meter)
      expect(world.provider.book.calls.map((call) => call.requestModel)).toEqual(['gpt-4o-mini'])
      expect(sink.records).toHaveLength(1)
      expect(sink.records[0]).toMatchObject({ requestModel: 'gpt-4o', cost: { totalPicoUsd: 210_000_000 } })
      expect(gate.held.size).toBe(0)
    })

    it('takes the model that the option finds, middleware', async () => {
      const { meter, sink } = metered(toMini)
      await run('middleware', operation, meter, {
        downgrade: (modelId) => adapted(host, world.providers.openai.chat(modelId)),
      })
      expect(world.provider.book.calls.map((call) => call.requestModel)).toEqual(['gpt-4o-mini'])
      expect(sink.records[0]).toMatchObject({ cost: { totalPicoUsd: 210_000_000 } })
    })

    it('keeps the model where none can be found', async () => {
      const { meter, sink } = metered(toMini)
      await run('middleware', operation, meter, { downgrade: () => undefined, onError: () => {} })
      expect(world.provider.book.calls.map((call) => call.requestModel)).toEqual(['gpt-4o'])
      expect(sink.records).toHaveLength(1)
    })
  })
}

// The middleware sees the model as the SDK adapted it; the same adaptation serves the cheaper one.
function adapted(host: ContractHost, model: object): object {
  return host.wrapLanguage(model, {} as Parameters<ContractHost['wrapLanguage']>[1])
}

interface TestGate extends SpendGate {
  readonly requests: readonly SpendRequest[]
  readonly settled: readonly CostRecord[]
  readonly held: ReadonlySet<string>
}

function metered(answer: (request: SpendRequest) => Reservation): {
  readonly meter: Meter
  readonly sink: ReturnType<typeof createRecordingSink>
  readonly gate: TestGate
} {
  const requests: SpendRequest[] = []
  const settled: CostRecord[] = []
  const held = new Set<string>()
  const gate: TestGate = {
    requests,
    settled,
    held,
    async reserve(request) {
      requests.push(request)
      const reservation = answer(request)
      held.add(reservation.id)
      return reservation
    },
    async settle(reservation, record) {
      settled.push(record)
      held.delete(reservation.id)
    },
    async release(reservation) {
      held.delete(reservation.id)
    },
  }
  const sink = createRecordingSink()
  return { meter: createMeter({ sinks: [sink], gate, onWarning: () => {} }), sink, gate }
}

function refuse(): never {
  throw new QuotaExceededError('the budget acme is used up', {
    budgetId: 'acme',
    scope: 'tenant',
    key: 'acme-corp',
    period: 'month',
    limitPicoUsd: 0n,
    usedPicoUsd: 0n,
    reservedPicoUsd: 0n,
    requestedPicoUsd: 1n,
  })
}
