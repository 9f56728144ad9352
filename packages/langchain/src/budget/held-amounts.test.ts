import { HumanMessage } from '@langchain/core/messages'
import { ChatGoogleGenerativeAI } from '@langchain/google-genai'
import { createMeter, setGlobalMeter, type Reservation, type SpendGate } from '@tokentoll/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { instrumentLangChain } from '../instrument/instrument-langchain.ts'
import { drain } from '../testing/drain.ts'
import { createLimitGate } from '../testing/limit-gate.ts'
import { startWorld, type World } from '../testing/world.ts'
import { tapFetch } from '../wire/tap-fetch.ts'
import { createDowngradableModel } from './create-downgradable-model.ts'

const pico = 1_000_000n
// What a call of gpt-4.1-mini with this limit on its output is held for: 1,000 * $1.6 per million and the prompt.
const limited = { maxTokens: 1000 }
const oneCall = 2_000n * pico

beforeEach(() => vi.spyOn(console, 'error').mockImplementation(() => {}))
afterEach(() => vi.restoreAllMocks())

describe('prompts of one request', () => {
  it('hold nothing and book nothing once one of them is refused', async () => {
    const gate = createLimitGate(oneCall)
    await using world = await startWorld({ meter: { gate } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const model = world.openai({ ...limited, callbacks: [handler] })
    await expect(model.generate([[new HumanMessage('a')], [new HumanMessage('b')]])).rejects.toThrow('limit')
    await handler.close()
    expect(world.provider.book.calls).toHaveLength(0)
    expect(world.records.map(({ outcome }) => outcome)).toEqual(['refused'])
    expect(gate.heldPicoUsd).toBe(0n)
  })

  it('give back what one of them is granted after another was refused', async () => {
    const gate = createLimitGate(oneCall)
    const slowFirst: SpendGate = {
      ...gate,
      reserve: async (request) => {
        if (request.id === 'slow') await new Promise((resolve) => setTimeout(resolve, 20))
        return gate.reserve({ ...request, estimatedPicoUsd: request.id === 'slow' ? 1 : Number(oneCall) + 1 })
      },
    }
    await using world = await startWorld({ meter: { gate: slowFirst } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const extraParams = {}
    const start = (runId: string) =>
      handler.handleChatModelStart({} as never, [[]], runId, undefined, extraParams)
    const results = await Promise.allSettled([start('slow'), start('quick')])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await handler.close()
    expect(world.records.map(({ outcome }) => outcome)).toEqual(['refused'])
    expect(gate.heldPicoUsd).toBe(0n)
  })
})

describe('several handlers of one meter', () => {
  const ways: readonly (readonly [string, (world: World) => () => void])[] = [
    [
      'explicit, and instrumented with the global meter',
      (world) => {
        setGlobalMeter(world.meter)
        const remove = instrumentLangChain()
        return () => (remove(), setGlobalMeter(undefined))
      },
    ],
    [
      'explicit, and instrumented twice',
      (world) => {
        const removes = [1, 2].map(() => instrumentLangChain({ meter: world.meter }))
        return () => removes.forEach((remove) => remove())
      },
    ],
  ]

  it.each(ways)('hold a call once: %s', async (_, instrument) => {
    const gate = createLimitGate(oneCall)
    await using world = await startWorld({ meter: { gate } })
    const remove = instrument(world)
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const answered = world.openai({ ...limited, callbacks: [handler] }).invoke('Hello')
    await answered.finally(remove)
    await handler.flush()
    expect(world.record().outcome).toBe('success')
    expect(gate.heldPicoUsd).toBe(0n)
  })
})

it('asks the budget once for all attempts of withRetry', async () => {
  const gate = createLimitGate(-1n)
  const reserve = vi.spyOn(gate, 'reserve')
  await using world = await startWorld({ meter: { gate } })
  const handler = new TokentollCallbackHandler({ meter: world.meter })
  const attempt = (number: number): unknown =>
    handler.handleChatModelStart({} as never, [[]], `run-${number}`, 'parent', {}, [
      `retry:attempt:${number}`,
    ])
  const [first, second, third] = await Promise.allSettled(
    [1, 2, 3].map(async (number) => {
      // As LangChain before 1.2 does it: one attempt after the other.
      await new Promise((resolve) => setTimeout(resolve, number * 5))
      await attempt(number)
    }),
  )
  expect([first, second, third].map((result) => result?.status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(reserve).toHaveBeenCalledTimes(1)
  expect(world.records).toHaveLength(1)
})

describe('a downgraded call of a class that does not name the model that answered', () => {
  const fetchBefore = globalThis.fetch
  afterEach(() => {
    globalThis.fetch = fetchBefore
  })

  it.each([['callbacks alone'], ['with a tap']])(
    'is booked at the price of the cheaper model: %s',
    async (how) => {
      await using world = await startWorld({ meter: { gate: createLimitGate(0n, 'gemini-2.5-flash-lite') } })
      const tap = how === 'with a tap' ? tapFetch() : undefined
      if (tap !== undefined) globalThis.fetch = tap
      const handler = new TokentollCallbackHandler({
        meter: world.meter,
        ...(tap === undefined ? {} : { tap }),
      })
      const model = createDowngradableModel({
        handler,
        model: 'gemini-2.5-pro',
        create: (name) =>
          new ChatGoogleGenerativeAI({ model: name, apiKey: 'x', baseUrl: world.provider.googleUrl }),
      })
      await model.invoke('Hello [[usage in=100000 out=1000]]')
      await drain(model.stream('Hello [[usage in=100000 out=1000]]'))
      expect(world.provider.book.calls.map(({ requestModel }) => requestModel)).toEqual([
        'gemini-2.5-flash-lite',
        'gemini-2.5-flash-lite',
      ])
      // 100,000 * $0.10 and 1,000 * $0.40 per million
      expect(world.records.map(({ cost }) => cost.totalPicoUsd)).toEqual([10_400_000_000, 10_400_000_000])
      if (tap !== undefined) expect(tap.wire.size).toBe(0)
    },
  )

  it('and so is one that was broken off', async () => {
    await using world = await startWorld({ meter: { gate: createLimitGate(0n, 'gpt-4.1-nano') } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const model = createDowngradableModel({
      handler,
      model: 'gpt-4.1',
      create: (name) => world.openai({ model: name }),
    })
    for await (const _ of await model.stream('Hello')) break
    await handler.close()
    expect(world.record()).toMatchObject({ outcome: 'abandoned', cost: { pricedModel: 'gpt-4.1-nano' } })
  })
})

it('forgets a downgrade of an event stream when the budget no longer asks for it', async () => {
  let downgradeTo: string | undefined = 'gpt-4.1-nano'
  const gate: SpendGate = {
    reserve: async ({ id }) => ({ id, heldPicoUsd: 0, downgradeTo }),
    settle: async () => {},
    release: async () => {},
  }
  await using world = await startWorld({ meter: { gate } })
  const remove = instrumentLangChain({ meter: world.meter })
  const model = createDowngradableModel({
    handler: remove.handler,
    model: 'gpt-4.1',
    create: (name) => world.openai({ model: name }),
  })
  const messages = [new HumanMessage('Hello')]
  const ask = async (): Promise<void> => {
    const stream = model.streamEvents(messages, {
      version: 'v3',
    } as never) as unknown as AsyncIterable<unknown>
    await drain(stream)
  }
  await ask()
  downgradeTo = undefined
  await ask()
  remove()
  expect(world.provider.book.calls.map(({ requestModel }) => requestModel)).toEqual([
    'gpt-4.1-nano',
    'gpt-4.1',
  ])
})

it('frees a call from a gate that does not answer when the caller gives up, and gives back what comes late', async () => {
  let answer: (reservation: Reservation) => void = () => {}
  const released: string[] = []
  const gate: SpendGate = {
    reserve: () => new Promise((resolve) => (answer = resolve)),
    settle: async () => {},
    release: async ({ id }) => void released.push(id),
  }
  await using world = await startWorld({ meter: { gate } })
  const handler = new TokentollCallbackHandler({ meter: world.meter })
  const signal = AbortSignal.timeout(20)
  const model = world.openai({ callbacks: [handler] })
  await expect(model.invoke('Hello', { signal })).rejects.toThrow(/abort|timeout/i)
  answer({ id: 'late', heldPicoUsd: 1 })
  await handler.close()
  expect(world.provider.book.calls).toHaveLength(0)
  expect(world.records).toHaveLength(0)
  expect(released).toEqual(['late'])
})

describe('what is no option', () => {
  it.each([
    [{ meter: {} }],
    [{ abandonAfterMs: Number.NaN }],
    [{ abandonAfterMs: '15m' }],
    [{ abandonAfterMs: -1 }],
    [{ maxOpenRuns: 0 }],
  ])('is refused where it is given: %o', (options) => {
    expect(() => new TokentollCallbackHandler(options as never)).toThrow(
      /\(meter|\(abandonAfterMs|\(maxOpenRuns/,
    )
    expect(() => tapFetch({ maxCalls: 0 })).toThrow('maxCalls')
  })

  it.each([[null], [{ meter: null }]])('is nothing at all, as in JavaScript: %o', async (options) => {
    const meter = createMeter()
    setGlobalMeter(meter)
    await using world = await startWorld()
    await world.openai({ callbacks: [new TokentollCallbackHandler(options as never)] }).invoke('Hello')
    setGlobalMeter(undefined)
    expect(meter.health().recorded).toBe(1)
  })

  it('is no time at all for never', async () => {
    const warnings: string[] = []
    const listen = ({ name }: Error): void => void warnings.push(name)
    process.on('warning', listen)
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter, abandonAfterMs: Infinity })
    await world.openai({ callbacks: [handler] }).invoke('Hello')
    process.off('warning', listen)
    expect(warnings).not.toContain('TimeoutOverflowWarning')
    expect(world.record().outcome).toBe('success')
  })
})
