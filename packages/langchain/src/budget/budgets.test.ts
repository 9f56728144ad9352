import { tool } from '@langchain/core/tools'
import { MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { OpenAIEmbeddings } from '@langchain/openai'
import { isRefusal, QuotaExceededError, type SpendGate } from '@tokentoll/core'
import { createAgent } from 'langchain'
import { z } from 'zod'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { meterEmbeddings } from '../embeddings/meter-embeddings.ts'
import { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { instrumentLangChain } from '../instrument/instrument-langchain.ts'
import { drain } from '../testing/drain.ts'
import { createLimitGate } from '../testing/limit-gate.ts'
import { startWorld, type World } from '../testing/world.ts'
import { createDowngradableModel } from './create-downgradable-model.ts'

const ask = { messages: [{ role: 'user', content: 'Hello' }] }
const usd = 1_000_000_000_000n

// LangChain prints every error that a handler throws on purpose.
beforeEach(() => vi.spyOn(console, 'error').mockImplementation(() => {}))
afterEach(() => vi.restoreAllMocks())

describe('an over-budget call is refused before the provider is asked', () => {
  const ways: readonly (readonly [
    string,
    (world: World, handler: TokentollCallbackHandler) => Promise<unknown>,
  ])[] = [
    ['invoke', (world, handler) => world.openai().invoke('Hello', { callbacks: [handler] })],
    ['stream', (world, handler) => world.openai().stream('Hello', { callbacks: [handler] })],
    ['batch', (world, handler) => world.openai().batch(['1', '2'], { callbacks: [handler] })],
    [
      'agent',
      (world, handler) =>
        createAgent({ model: world.openai(), tools: [weather] }).invoke(ask, { callbacks: [handler] }),
    ],
    ['graph', (world, handler) => graphOf(world).invoke(ask, { callbacks: [handler] })],
    [
      'graph, streamed',
      async (world, handler) => drain(await graphOf(world).stream(ask, { callbacks: [handler] })),
    ],
    [
      'streamEvents v2',
      (world, handler) =>
        drain(world.openai().streamEvents('Hello', { version: 'v2', callbacks: [handler] })),
    ],
  ]

  it.each(ways)('%s', async (_, walk) => {
    await using world = await startWorld({ meter: { gate: createLimitGate(0n) } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const error: unknown = await walk(world, handler).catch((reason: unknown) => reason)
    expect(QuotaExceededError.isInstance(error), String(error)).toBe(true)
    expect(world.provider.book.calls).toHaveLength(0)
    expect(world.records.length).toBeGreaterThan(0)
    for (const record of world.records) {
      expect(record).toMatchObject({ outcome: 'refused', provider: 'openai', cost: { totalPicoUsd: 0 } })
    }
  })

  it("a model's own event stream, instrumented", async () => {
    await using world = await startWorld({ meter: { gate: createLimitGate(0n) } })
    const remove = instrumentLangChain({ meter: world.meter })
    const model = world.openai()
    const stream = model.streamEvents('Hello', { version: 'v3' } as never) as unknown as PromiseLike<unknown>
    const error: unknown = await Promise.resolve(stream).catch((reason: unknown) => reason)
    remove()
    expect(QuotaExceededError.isInstance(error), String(error)).toBe(true)
    expect(world.provider.book.calls).toHaveLength(0)
  })

  it('embeddings', async () => {
    await using world = await startWorld({ meter: { gate: createLimitGate(0n) } })
    const configuration = { baseURL: world.provider.openaiUrl }
    const embeddings = meterEmbeddings(new OpenAIEmbeddings({ apiKey: 'loopback', configuration }), {
      meter: world.meter,
    })
    await expect(embeddings.embedQuery('Hello')).rejects.toSatisfy(QuotaExceededError.isInstance)
    expect(world.provider.book.calls).toHaveLength(0)
  })

  it('and the error asks LangChain not to try again', async () => {
    await using world = await startWorld({ meter: { gate: createLimitGate(0n) } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const error: unknown = await world
      .openai()
      .invoke('Hello', { callbacks: [handler] })
      .catch((reason: unknown) => reason)
    expect((error as Record<symbol, unknown>)[Symbol.for('langchain.errors.retryable')]).toBe(false)
  })
})

describe('what a call was held for', () => {
  it('is replaced by what it cost, and given back for nothing', async () => {
    const gate = createLimitGate(usd)
    await using world = await startWorld({ meter: { gate } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const model = world.openai({ callbacks: [handler], maxRetries: 0 })
    await model.invoke('Hello')
    await drain(model.stream('Hello again'))
    await model.invoke('[[fault 400]]').catch(() => {})
    await world.meter.flush()
    expect(gate.heldPicoUsd).toBe(0n)
    expect(gate.usedPicoUsd).toBe(
      world.records.reduce((sum, record) => sum + BigInt(record.cost.totalPicoUsd), 0n),
    )
    expect(gate.usedPicoUsd).toBeGreaterThan(0n)
  })

  it('is held once when the handler is passed twice', async () => {
    const gate = createLimitGate(usd)
    const reserve = vi.spyOn(gate, 'reserve')
    await using world = await startWorld({ meter: { gate } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await world.openai({ callbacks: [handler] }).invoke('Hello', { callbacks: [handler] })
    expect(reserve).toHaveBeenCalledTimes(1)
    expect(world.records).toHaveLength(1)
  })
})

describe('a gate whose store is down', () => {
  const away: SpendGate = {
    reserve: () => Promise.reject(new Error('connect ECONNREFUSED')),
    settle: async () => {},
    release: async () => {},
  }

  it('lets the call pass and counts it', async () => {
    await using world = await startWorld({ meter: { gate: away, onWarning: () => {} } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await world.openai().invoke('Hello', { callbacks: [handler] })
    expect(world.record().outcome).toBe('success')
    expect(world.meter.health().gateErrors).toBe(1)
  })

  it('refuses the call where the meter says so', async () => {
    await using world = await startWorld({
      meter: { gate: away, onGateFailure: 'closed', onWarning: () => {} },
    })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await expect(world.openai().invoke('Hello', { callbacks: [handler] })).rejects.toSatisfy(isRefusal)
    expect(world.provider.book.calls).toHaveLength(0)
  })
})

describe('a downgrade', () => {
  const downgradable = (world: World, handler: TokentollCallbackHandler) =>
    createDowngradableModel({
      handler,
      model: 'gpt-4.1',
      create: (model) => world.openai({ model, maxRetries: 0 }),
    })

  it('takes the cheaper model while a budget asks for it, in every way', async () => {
    await using world = await startWorld({ meter: { gate: createLimitGate(0n, 'gpt-4.1-nano') } })
    const model = downgradable(world, new TokentollCallbackHandler({ meter: world.meter }))
    await model.invoke('Hello')
    await drain(model.stream('Hello'))
    await model.batch(['1', '2'])
    await model.withStructuredOutput(z.object({ topic: z.string() })).invoke('Hello')
    await createAgent({ model, tools: [weather] }).invoke(ask)
    const events = createAgent({ model, tools: [weather] }).streamEvents(ask, { version: 'v3' } as never)
    await drain((await (events as unknown)) as AsyncIterable<unknown>)
    expect(new Set(world.provider.book.calls.map((call) => call.requestModel))).toEqual(
      new Set(['gpt-4.1-nano']),
    )
    expect(world.records).toHaveLength(world.provider.book.calls.length)
    expect(world.records[0]).toMatchObject({ requestModel: 'gpt-4.1', cost: { pricedModel: 'gpt-4.1-nano' } })
  })

  it('leaves the model alone while there is room', async () => {
    await using world = await startWorld({ meter: { gate: createLimitGate(usd, 'gpt-4.1-nano') } })
    const model = downgradable(world, new TokentollCallbackHandler({ meter: world.meter }))
    await model.invoke('Hello')
    await drain(model.stream('Hello'))
    expect(world.provider.book.calls.map((call) => call.requestModel)).toEqual(['gpt-4.1', 'gpt-4.1'])
  })

  it('needs the handler once, however often it is passed', async () => {
    await using world = await startWorld({ meter: { gate: createLimitGate(0n, 'gpt-4.1-nano') } })
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await downgradable(world, handler).invoke('Hello', { callbacks: [handler] })
    expect(world.record().cost.pricedModel).toBe('gpt-4.1-nano')
  })
})

const weather = tool(async () => 'Sunny.', {
  name: 'weather',
  description: 'Weather',
  schema: z.object({ place: z.string() }),
})

function graphOf(world: World) {
  return new StateGraph(MessagesAnnotation)
    .addNode('answer', async ({ messages }) => ({ messages: [await world.openai().invoke(messages)] }))
    .addEdge(START, 'answer')
    .compile()
}
