import { InMemoryCache } from '@langchain/core/caches'
import type { LLMResult } from '@langchain/core/outputs'
import { setGlobalMeter, withAttribution } from '@tokentoll/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startWorld } from '../testing/world.ts'
import { TokentollCallbackHandler } from './tokentoll-callback-handler.ts'

const start = (handler: TokentollCallbackHandler, runId: string, metadata: Record<string, unknown> = {}) =>
  handler.handleChatModelStart(
    { lc: 1, type: 'not_implemented', id: [] },
    [],
    runId,
    undefined,
    undefined,
    undefined,
    { ls_provider: 'openai', ls_model_name: 'gpt-4o', ...metadata },
  )
const result = (message: object): LLMResult => ({ generations: [[{ text: '', message } as never]] })

afterEach(() => setGlobalMeter(undefined))

describe('attribution', () => {
  it('comes from the context, then from metadata, then from what LangChain knows', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await withAttribution({ tenantId: 'acme' }, () =>
      world.openai().invoke('Hello', {
        callbacks: [handler],
        runName: 'summary',
        metadata: { userId: 'ada', thread_id: 'thread-7' },
      }),
    )
    expect(world.record().attribution).toMatchObject({
      tenantId: 'acme',
      userId: 'ada',
      task: 'summary',
      conversationId: 'thread-7',
    })
  })

  it('lets the context win over metadata, and says that they differ', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await withAttribution({ tenantId: 'acme' }, () =>
      world.openai().invoke('Hello', { callbacks: [handler], metadata: { tenantId: 'forged' } }),
    )
    expect(world.record().attribution.tenantId).toBe('acme')
    expect(world.record().flags).toContain('attribution_conflict')
  })

  it('names tasks and conversations itself only where nobody else does', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const metadata = { task: 'chat', langgraph_node: 'agent', conversationId: 'c-1', thread_id: 'thread-7' }
    await world.openai().invoke('Hello', { callbacks: [handler], runName: 'summary', metadata })
    expect(world.record().attribution).toMatchObject({ task: 'chat', conversationId: 'c-1' })
  })
})

it('takes database keys in metadata that are numbers', async () => {
  await using world = await startWorld()
  const handler = new TokentollCallbackHandler({ meter: world.meter })
  const metadata = { tenantId: 42, userId: 7, thread_id: 9 }
  await world.openai().invoke('Hello', { callbacks: [handler], metadata })
  expect(world.record().attribution).toMatchObject({ tenantId: '42', userId: '7', conversationId: '9' })
})

describe('the same call', () => {
  it('is booked once when the handler is passed twice', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await world.openai({ callbacks: [handler] }).invoke('Hello', { callbacks: [handler] })
    expect(world.records).toHaveLength(1)
  })

  it('is booked once when two handlers of one meter see it', async () => {
    await using world = await startWorld()
    const handlers = [1, 2].map(() => new TokentollCallbackHandler({ meter: world.meter }))
    await world.openai().invoke('Hello', { callbacks: handlers })
    expect(world.records).toHaveLength(1)
    expect(world.meter.health().duplicates).toBe(0)
  })

  it('is booked twice when it is made twice', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await world.openai().batch(['Hello', 'Hello'], { callbacks: [handler] })
    expect(world.records).toHaveLength(2)
  })

  it('is told from another one with the same id, of a server that has just one', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const usage_metadata = { input_tokens: 9, output_tokens: 1, total_tokens: 10 }
    const ended = result({ id: 'chatcmpl-always-the-same', usage_metadata })
    for (const run of ['run-1', 'run-2', 'run-3']) {
      await start(handler, run)
      handler.handleLLMEnd(ended, run)
    }
    expect(world.records).toHaveLength(3)
    expect(world.meter.health().duplicates).toBe(0)
    // A run around another one tells the same answer again.
    await start(handler, 'outer')
    await start(handler, 'inner')
    const unique = result({ id: 'chatcmpl-of-this-call-only', usage_metadata })
    handler.handleLLMEnd(unique, 'inner')
    handler.handleLLMEnd(unique, 'outer')
    expect(world.records).toHaveLength(4)
  })

  it("costs nothing out of LangChain's cache, and says what it saved", async () => {
    await using world = await startWorld()
    const model = world.openai({
      cache: new InMemoryCache(),
      callbacks: [new TokentollCallbackHandler({ meter: world.meter })],
    })
    await model.invoke('Hello')
    await model.invoke('Hello')
    const [paid, saved] = world.records
    expect(saved).toMatchObject({ cached: true, savedPicoUsd: paid!.cost.totalPicoUsd })
    expect(saved!.cost.totalPicoUsd).toBe(0)
    expect(world.provider.book.calls).toHaveLength(1)
  })
})

describe('a meter', () => {
  it('may be the global one', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler()
    setGlobalMeter(world.meter)
    await world.openai().invoke('Hello', { callbacks: [handler] })
    expect(world.records).toHaveLength(1)
    await handler.flush()
  })

  it('that is missing is said once, and the chain goes on', async () => {
    await using world = await startWorld()
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const handler = new TokentollCallbackHandler()
    await world.openai().batch(['1', '2', '3'], { callbacks: [handler] })
    await handler.flush()
    await handler.close()
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]![0]).toContain('setGlobalMeter')
    warn.mockRestore()
  })
})

describe("a meter that is not core's", () => {
  const broken = () => {
    throw new Error('broken')
  }

  it.each([
    ['start', { start: broken }],
    ['end', { start: () => ({ end: broken }) }],
    ['authorize', { gate: {}, authorize: () => Promise.reject(new Error('broken')) }],
  ])('may fail: the chain goes on, %s', async (_, part) => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: { ...world.meter, ...part } as never })
    const { content } = await world.openai().invoke('Hello', { callbacks: [handler] })
    expect(content).not.toBe('')
    expect(world.records).toHaveLength('authorize' in part ? 1 : 0)
  })
})

describe('what cannot be read', () => {
  const usages: readonly (readonly [string, unknown])[] = [
    ['negative counts', { input_tokens: -5, output_tokens: 10 }],
    ['counts that are words', { input_tokens: 'many', output_tokens: 'more' }],
    ['fractions', { input_tokens: 1.5, output_tokens: Number.NaN }],
    ['a list', [1, 2]],
    ['a string', 'a lot'],
    ['an unknown shape', { tokens: 12 }],
    ['undefined fields', { input_tokens: undefined, output_tokens: undefined }],
    ['null', null],
  ]

  it.each(usages)('is booked and flagged: usage with %s', async (_, usage) => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await start(handler, 'run-a')
    handler.handleLLMEnd(result({ usage_metadata: usage }), 'run-a')
    const record = world.record()
    expect(record.outcome).toBe('success')
    expect(record.cost.isEstimated).toBe(true)
    expect(record.flags.some((flag) => /usage_(?:missing|invalid|shape_unknown)/.test(flag))).toBe(true)
  })

  it('does not reach the chain: objects that throw when they are looked at', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    const hostile = new Proxy({}, { get: () => raise(), has: () => raise(), ownKeys: () => raise() })
    await handler.handleChatModelStart(
      hostile as never,
      hostile as never,
      'run-b',
      undefined,
      hostile,
      hostile as never,
      hostile,
    )
    handler.handleLLMEnd(hostile as never, 'run-b', undefined, undefined, hostile)
    handler.handleLLMError(hostile, 'run-b')
    expect(world.record()).toMatchObject({ provider: 'unknown', model: 'unknown' })
  })

  it('is booked under its name: a provider that nobody knows', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    await start(handler, 'run-c', { ls_provider: 'nobody', ls_model_name: 'nothing-1' })
    handler.handleLLMEnd(result({ usage_metadata: { input_tokens: 5, output_tokens: 1 } }), 'run-c')
    expect(world.record()).toMatchObject({
      provider: 'nobody',
      model: 'nothing-1',
      usage: { inputTokens: 5 },
    })
    expect(world.record().cost.status).toBe('unpriced')
  })

  it('is left alone: ends of runs that were never seen to start', async () => {
    await using world = await startWorld()
    const handler = new TokentollCallbackHandler({ meter: world.meter })
    handler.handleLLMEnd(result({}), 'never-started')
    handler.handleLLMError(new Error('x'), 'never-started')
    expect(world.records).toHaveLength(0)
  })
})

describe('chunks', () => {
  it('are looked at only while a class needs it', async () => {
    await using world = await startWorld()
    const handler: { handleLLMNewToken?: unknown } & TokentollCallbackHandler = new TokentollCallbackHandler({
      meter: world.meter,
    })
    await start(handler, 'openai')
    expect(handler.handleLLMNewToken).toBeUndefined()
    await start(handler, 'anthropic', { ls_provider: 'anthropic' })
    expect(handler.handleLLMNewToken).toBeTypeOf('function')
    const chunk = { message: { usage_metadata: { input_tokens: 9, output_tokens: 1 } } }
    ;(handler.handleLLMNewToken as (...args: unknown[]) => void)(
      '',
      undefined,
      'anthropic',
      undefined,
      undefined,
      { chunk },
    )
    expect(handler.handleLLMNewToken).toBeUndefined()
    handler.handleLLMError(Object.assign(new Error('gone'), { name: 'AbortError' }), 'anthropic')
    expect(world.record()).toMatchObject({ outcome: 'aborted', usage: { inputTokens: 9 } })
    await handler.close()
  })

  it('are not looked at for a run that was given up for lost, whose end is then uncertain', async () => {
    await using world = await startWorld()
    const handler: { handleLLMNewToken?: unknown } & TokentollCallbackHandler = new TokentollCallbackHandler({
      meter: world.meter,
      abandonAfterMs: 1,
    })
    await start(handler, 'lost', { ls_provider: 'anthropic' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(handler.sweep()).toBe(1)
    expect(handler.handleLLMNewToken).toBeUndefined()
    const usage_metadata = { input_tokens: 9, output_tokens: 11, total_tokens: 20 }
    handler.handleLLMEnd(result({ usage_metadata, concat: () => {} }), 'lost')
    expect(world.records.at(-1)).toMatchObject({ outcome: 'success', cost: { isEstimated: true } })
  })
})

function raise(): never {
  throw new Error('Do not look')
}
