import { createMeter, setGlobalMeter, withAttribution } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { embed, generateText, wrapLanguageModel } from 'ai'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeModel, usage } from '../testing/fake-model.ts'
import { tokentollMiddleware } from '../wrap/middleware.ts'
import { wrapModel } from '../wrap/wrap-model.ts'
import { tokentollIntegration } from './integration.ts'
import { registerTokentoll } from './register.ts'

const registry = (): readonly unknown[] =>
  (globalThis as { AI_SDK_TELEMETRY_INTEGRATIONS?: readonly unknown[] }).AI_SDK_TELEMETRY_INTEGRATIONS ?? []
const sink = createRecordingSink()
const meter = createMeter({ sinks: [sink] })
afterEach(() => sink.clear())

describe('the registration', () => {
  it('stands once in the registry, however often it is made, until the last one is taken back', () => {
    const before = registry().length
    const first = registerTokentoll({ meter })
    const second = registerTokentoll({ meter })
    expect(registry()).toHaveLength(before + 1)
    first.unregister()
    first.unregister()
    expect(registry()).toHaveLength(before + 1)
    second.unregister()
    expect(registry()).toHaveLength(before)
  })

  it('can be made anew', async () => {
    registerTokentoll({ meter }).unregister()
    const again = registerTokentoll({ meter })
    await generateText({ model: fakeModel() as never, prompt: 'Hello' })
    again.unregister()
    await generateText({ model: fakeModel() as never, prompt: 'Hello' })
    expect(sink.records).toHaveLength(1)
  })

  it('of two meters books for both', async () => {
    const other = createRecordingSink()
    const registrations = [
      registerTokentoll({ meter }),
      registerTokentoll({ meter: createMeter({ sinks: [other] }) }),
    ]
    await generateText({ model: fakeModel() as never, prompt: 'Hello' })
    for (const registration of registrations) registration.unregister()
    expect([sink.records.length, other.records.length]).toEqual([1, 1])
  })

  it('beside per-call integrations of ours books once', async () => {
    const { unregister } = registerTokentoll({ meter })
    const integrations = [tokentollIntegration({ meter }), tokentollIntegration({ meter })]
    await generateText({ model: fakeModel() as never, prompt: 'Hello', telemetry: { integrations } })
    unregister()
    expect(sink.records).toHaveLength(1)
  })
})

describe('below a registration, a cache', () => {
  const own = tokentollMiddleware({ meter })
  it.each([
    ['outside our middleware', (cache: object) => [cache, own]],
    ['inside our middleware', (cache: object) => [own, cache]],
    ['alone', (cache: object) => [cache]],
  ])('costs nothing when it gives an answer again: %s', async (where, around) => {
    let kept: unknown
    const cache = {
      specificationVersion: 'v4',
      wrapGenerate: async (call: { doGenerate(): Promise<unknown> }) => (kept ??= await call.doGenerate()),
    }
    // A fresh response for each call, as real clients give.
    const provider = fakeModel()
    const inner = {
      ...provider,
      doGenerate: async (call: object) => ({
        ...((await provider.doGenerate(call)) as object),
        response: { id: `the only call, cached ${where}` },
      }),
    }
    const model = wrapLanguageModel({ model: inner as never, middleware: around(cache) })
    const { unregister } = registerTokentoll({ meter })
    for (const tenantId of ['acme', 'globex', 'initech'])
      await withAttribution({ tenantId }, () => generateText({ model, prompt: 'Hello' }))
    unregister()
    expect(sink.records.map((record) => [record.attribution.tenantId, record.cached])).toEqual([
      ['acme', false],
      ['globex', true],
      ['initech', true],
    ])
  })
})

describe('with the global meter, looked up at each call', () => {
  const embedding = {
    specificationVersion: 'v3',
    provider: 'openai.embedding',
    modelId: 'text-embedding-3-small',
    maxEmbeddingsPerCall: 10,
    supportsParallelCalls: true,
    doEmbed: async () => ({ embeddings: [[1]], usage: { tokens: 7 }, warnings: [] }),
  }
  const ask = async (wrapped: boolean, telemetry: object = {}): Promise<void> => {
    const model = (wrapped ? wrapModel(embedding) : embedding) as never
    await embed({ model, value: 'Hello', ...telemetry })
  }
  const forget = (): void => setGlobalMeter(undefined)
  afterEach(forget)

  it.each([false, true])('registered before it was set, and after: once, wrapped %s', async (wrapped) => {
    const registrations = [registerTokentoll()]
    setGlobalMeter(meter)
    registrations.push(registerTokentoll(), registerTokentoll({ meter }))
    await ask(wrapped)
    for (const registration of registrations) registration.unregister()
    expect(sink.records).toHaveLength(1)
  })

  it.each([false, true])('for one call, twice in its list: once, wrapped %s', async (wrapped) => {
    setGlobalMeter(meter)
    const integrations = [tokentollIntegration(), tokentollIntegration({ meter })]
    await ask(wrapped, { telemetry: { integrations } })
    expect(sink.records).toHaveLength(1)
  })

  it('replaced after the registration: once, on the new one', async () => {
    const other = createRecordingSink()
    setGlobalMeter(meter)
    const { unregister } = registerTokentoll()
    setGlobalMeter(createMeter({ sinks: [other] }))
    await ask(true)
    await ask(false)
    unregister()
    expect([sink.records.length, other.records.length]).toEqual([0, 2])
  })
})

describe('a step of version 6', () => {
  it('is booked by a copy of the integration, and by one that somebody looked at', () => {
    const step = (id: string) => ({
      model: { provider: 'openai.chat', modelId: 'gpt-4o' },
      usage: { inputTokens: 10, outputTokens: 5 },
      response: { id },
    })
    const copy = { ...tokentollIntegration({ meter }) }
    copy.onStepFinish(step('a'))
    const looked = tokentollIntegration({ meter })
    expect(Object.values(looked)).toHaveLength(11)
    // As version 7 looks, and then version 6.
    for (const name of ['onStepEnd', 'onStepFinish', 'onToolCallFinish']) void Reflect.get(looked, name)
    looked.onStepFinish(step('b'))
    looked.onStepFinish({ ...step('of version 7'), callId: 'c' })
    expect(sink.records.map((record) => record.responseId)).toEqual(['a', 'b'])
    // No field of a step tells whether it was streamed.
    expect(sink.records[0]).toMatchObject({ operation: 'chat', streamed: undefined })
  })
})

describe('every hook', () => {
  const hooks = [
    'onStart',
    'onEnd',
    'onError',
    'onAbort',
    'onStepFinish',
    'onObjectStepStart',
    'onObjectStepEnd',
    'onEmbedStart',
    'onEmbedEnd',
    'onRerankStart',
  ] as const

  it('is in this list', () => {
    const known: readonly string[] = [...hooks, 'executeLanguageModelCall']
    expect(Object.keys(tokentollIntegration({ meter })).toSorted()).toEqual(known.toSorted())
  })

  const hostile = (known: Readonly<Record<string, unknown>>): object =>
    new Proxy(known, {
      get(target, key) {
        if (typeof key === 'string' && Object.hasOwn(target, key)) return target[key]
        throw new Error(`do not look at ${String(key)}`)
      },
    })

  it.each(hooks)('%s survives events of any kind', (hook) => {
    // A meter of its own: what these events open, nothing ends.
    const integration = tokentollIntegration({ meter: createMeter(), onError: () => {} })
    const events = [
      undefined,
      null,
      42,
      'text',
      [],
      {},
      { callId: 7 },
      { callId: 'c' },
      hostile({}),
      hostile({ callId: 'c' }),
    ]
    for (const event of events) expect(() => integration[hook]?.(event)).not.toThrow()
  })

  it('executeLanguageModelCall makes the call whatever the event is', async () => {
    const integration = tokentollIntegration({ meter, onError: () => {} })
    const result = { content: [], usage: usage(1, 1) }
    const execute = async (): Promise<object> => result
    for (const event of [
      { execute },
      { callId: 'c', execute, messages: 7 },
      hostile({ callId: 'c', execute }),
      hostile({ execute }),
    ])
      expect(await integration.executeLanguageModelCall(event as never)).toBe(result)
    const error = new Error('down')
    await expect(
      integration.executeLanguageModelCall({ callId: 'c', execute: () => Promise.reject(error) }),
    ).rejects.toBe(error)
  })
})

describe('operations that only events tell of', () => {
  const start = { callId: 'c', provider: 'openai.chat', modelId: 'gpt-4o' }

  it('that fail are booked as errors, with what was paid for', () => {
    const integration = tokentollIntegration({ meter })
    integration.onObjectStepStart({ ...start, promptMessages: [] })
    const error = Object.assign(new Error('no object'), {
      usage: { inputTokens: 10, outputTokens: 5 },
      response: { id: 'r' },
    })
    integration.onError({ callId: 'c', error })
    expect(sink.records).toMatchObject([{ outcome: 'error', usage: { inputTokens: 10, outputTokens: 5 } }])
  })

  it('that fail with an HTTP error cost nothing', () => {
    const integration = tokentollIntegration({ meter })
    integration.onEmbedStart({ ...start, embedCallId: 'e1', values: ['x'] })
    integration.onError({
      callId: 'c',
      error: { name: 'RetryError', lastError: { name: 'E', message: 'm', statusCode: 500 } },
    })
    expect(sink.records).toMatchObject([
      { outcome: 'error', error: { status: 500 }, cost: { totalPicoUsd: 0 } },
    ])
  })

  it('that are aborted are booked as aborted, at once', () => {
    const integration = tokentollIntegration({ meter })
    integration.onObjectStepStart({ ...start, promptMessages: [{ role: 'user', content: 'x'.repeat(400) }] })
    integration.onAbort({ callId: 'c' })
    expect(sink.records).toMatchObject([
      { outcome: 'aborted', usage: { inputTokens: 100 }, cost: { isEstimated: true } },
    ])
  })

  it('that never end do not fill the memory', () => {
    const integration = tokentollIntegration({ meter })
    for (let call = 0; call < 30_000; call += 1) integration.onStart({ callId: `c-${call}`, functionId: 'f' })
    expect(sink.records).toEqual([])
    integration.onObjectStepStart({ ...start, callId: 'c-29999' })
    integration.onObjectStepEnd({ callId: 'c-29999', usage: { inputTokens: 1, outputTokens: 1 } })
    expect(sink.records).toMatchObject([{ attribution: { task: 'f' } }])
  })
})
