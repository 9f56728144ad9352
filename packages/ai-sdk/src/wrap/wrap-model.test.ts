import { createMeter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { afterEach, describe, expect, it } from 'vitest'
import {
  delta,
  fakeModel,
  finish,
  params,
  readAll,
  streamOf,
  usage,
  type FakeModel,
} from '../testing/fake-model.ts'
import { wrapModel } from './wrap-model.ts'
import { wrapProvider } from './wrap-provider.ts'

const sink = createRecordingSink()
const meter = createMeter({ sinks: [sink] })
afterEach(() => sink.clear())

describe('a wrapped model', () => {
  it('is the model in everything but its call methods', () => {
    const model = fakeModel()
    const wrapped = wrapModel(model, { meter })
    expect({ ...wrapped, doGenerate: null, doStream: null }).toEqual({
      ...model,
      doGenerate: null,
      doStream: null,
    })
    expect('doStream' in wrapped).toBe(true)
    expect(wrapped.doGenerate).toBe(wrapped.doGenerate)
  })

  it('reaches private fields, getters and methods that use them', async () => {
    class Client {
      readonly specificationVersion = 'v3'
      readonly provider = 'openai.chat'
      readonly #id = 'gpt-4o'
      get modelId(): string {
        return this.#id
      }
      maxImages(): string {
        return this.#id
      }
      async doGenerate(): Promise<unknown> {
        return { content: [], usage: usage(1, 1), response: { modelId: this.#id } }
      }
    }
    const wrapped = wrapModel(new Client(), { meter })
    expect([wrapped.modelId, wrapped.maxImages()]).toEqual(['gpt-4o', 'gpt-4o'])
    await (wrapped as { doGenerate(params: object): Promise<unknown> }).doGenerate(params())
    expect(sink.records).toHaveLength(1)
  })

  it('may be frozen', async () => {
    const wrapped = wrapModel(Object.freeze(fakeModel()), { meter })
    await wrapped.doGenerate(params())
    expect(sink.records).toHaveLength(1)
  })

  it('wrapped twice, or with another meter too, books once for each meter', async () => {
    const other = createRecordingSink()
    const twice = wrapModel(wrapModel(fakeModel(), { meter }), { meter })
    const both = wrapModel(twice, { meter: createMeter({ sinks: [other] }) })
    await both.doGenerate(params())
    await readAll(await both.doStream(params()))
    expect([sink.records.length, other.records.length]).toEqual([2, 2])
  })

  it('gives results and errors through untouched', async () => {
    const result = { content: [], usage: usage(1, 1) }
    const error = new Error('down')
    const model: FakeModel = {
      ...fakeModel(),
      doGenerate: async () => result,
      doStream: async () => Promise.reject(error),
    }
    const wrapped = wrapModel(model, { meter })
    expect(await wrapped.doGenerate(params())).toBe(result)
    await expect(wrapped.doStream(params())).rejects.toBe(error)
  })
})

describe('raw chunks', () => {
  const raw = (rawValue: unknown) => ({ type: 'raw', rawValue })
  const parts = [
    raw({
      type: 'message_start',
      message: { id: 'msg_0123456789abcdef', usage: { input_tokens: 21, cache_read_input_tokens: 5000 } },
    }),
    delta('Once upon a time'),
    delta(' there was a stream.'),
  ]
  const model = (asked: object[]) => ({
    ...fakeModel({ provider: 'anthropic.messages', modelId: 'claude-sonnet-4-5' }),
    doStream: async (given: object) => {
      asked.push(given)
      return { stream: streamOf(parts) }
    },
  })

  it('are asked for, kept from the caller, and give a broken stream its exact input', async () => {
    const asked: object[] = []
    const { stream } = await wrapModel(model(asked), { meter }).doStream(params())
    const reader = stream.getReader()
    expect((await reader.read()).value).toEqual(delta('Once upon a time'))
    await reader.cancel()
    expect(asked).toMatchObject([{ includeRawChunks: true }])
    expect(sink.records).toMatchObject([
      {
        outcome: 'aborted',
        usage: { inputTokens: 5021, cacheReadTokens: 5000, outputTokens: 4 },
        usageConfidence: 'estimated',
        cost: { isEstimated: true },
        responseId: 'msg_0123456789abcdef',
      },
    ])
  })

  it('reach the caller who asked for them', async () => {
    const wrapped = wrapModel(model([]), { meter })
    expect(await readAll(await wrapped.doStream({ ...params(), includeRawChunks: true }))).toEqual(parts)
  })

  it('are not asked for when the option says so', async () => {
    const asked: object[] = []
    await readAll(await wrapModel(model(asked), { meter, readRawChunks: false }).doStream(params()))
    expect(asked).not.toMatchObject([{ includeRawChunks: true }])
  })

  it('are kept back by whichever layer reads the stream', async () => {
    const layered = wrapModel(wrapModel(model([]), { meter }), { meter })
    expect(await readAll(await layered.doStream(params()))).toEqual([
      delta('Once upon a time'),
      delta(' there was a stream.'),
    ])
  })
})

it('knows Vertex AI by the one-word name that its newer clients give it', async () => {
  const sink = createRecordingSink()
  const meter = createMeter({ sinks: [sink], onWarning: () => {} })
  const client = fakeModel({
    provider: 'googleVertex.anthropic.messages',
    modelId: 'claude-sonnet-4-5@20250929',
  })
  await wrapModel(client, { meter }).doGenerate(params())
  expect(sink.records[0]).toMatchObject({ provider: 'google-vertex' })
})

describe('bad input', () => {
  const booked = async (answer: Parameters<typeof fakeModel>[0]) => {
    await wrapModel(fakeModel(answer), { meter }).doGenerate(params('x'.repeat(400)))
    return sink.records.at(-1)
  }

  it('of an unknown shape is estimated, flagged and counted, never 0 tokens', async () => {
    const record = await booked({ result: { usage: { promptTokens: 7 } } })
    expect(record).toMatchObject({
      usage: { inputTokens: 100, outputTokens: 1 },
      usageSource: 'estimate',
      cost: { status: 'estimated' },
    })
    expect(record?.flags).toContain('usage_shape_unknown')
    expect(meter.health().flags['usage_shape_unknown']).toBe(1)
  })

  it('of negative or fractional counts is left out, flagged and estimated', async () => {
    const record = await booked({ result: { usage: { inputTokens: -5, outputTokens: 2.5 } } })
    expect(record?.flags).toContain('usage_invalid')
    expect(record).toMatchObject({
      usage: { inputTokens: 100, outputTokens: 1 },
      usageConfidence: 'estimated',
    })
  })

  it('from a provider nobody knows is booked as unpriced', async () => {
    const record = await booked({ provider: 'nobody', modelId: 'secret-model-1' })
    expect(record).toMatchObject({ provider: 'nobody', cost: { status: 'unpriced', isEstimated: true } })
  })

  it.each([[undefined], [null], ['text'], [[]], [{ stream: 'none' }], [{ stream: null }]])(
    'as a result (%j) reaches the caller as it is',
    async (result) => {
      const model: FakeModel = {
        ...fakeModel(),
        doGenerate: async () => result,
        doStream: async () => result,
      }
      const wrapped = wrapModel(model, { meter })
      expect(await wrapped.doGenerate(params())).toBe(result)
      expect(await wrapped.doStream(params())).toBe(result)
    },
  )

  it('that throws when it is looked at is booked without usage', async () => {
    const hostile = (): object =>
      new Proxy(
        {},
        {
          get(_target, key) {
            if (key === 'then') return undefined
            throw new Error('do not look')
          },
        },
      )
    const result = hostile()
    const errors: unknown[] = []
    const model: FakeModel = { ...fakeModel(), doGenerate: async () => result }
    const wrapped = wrapModel(model, { meter, onError: (error) => void errors.push(error) })
    expect(await wrapped.doGenerate(params())).toBe(result)
    expect(sink.records).toMatchObject([{ outcome: 'success', usageSource: 'missing' }])
    expect(errors).toHaveLength(1)
  })

  it('without any meter passes, and is told once', async () => {
    const errors: unknown[] = []
    const wrapped = wrapModel(fakeModel(), { onError: (error) => void errors.push(error) })
    expect(await wrapped.doGenerate(params())).toMatchObject({ finishReason: { unified: 'stop' } })
    expect(String(errors[0])).toContain('meter')
  })
})

describe('a stream', () => {
  it('that was abandoned is corrected when it ends after all', async () => {
    const wrapped = wrapModel(fakeModel({ parts: [delta('Hi.'), finish(usage(1000, 100))] }), {
      meter,
      abandonAfterMs: 20,
    })
    const result = await wrapped.doStream(params())
    await new Promise((done) => setTimeout(done, 150))
    expect(sink.records).toMatchObject([{ outcome: 'abandoned', cost: { isEstimated: true } }])
    await readAll(result)
    expect(sink.records).toHaveLength(2)
    expect(sink.records[1]).toMatchObject({
      outcome: 'success',
      corrects: sink.records[0]?.id,
      usage: { inputTokens: 1000, outputTokens: 100 },
    })
  })

  it('with an error part is an error, with its usage where there is one', async () => {
    const parts = [delta('Hi.'), { type: 'error', error: new Error('overloaded') }, finish(usage(10, 5))]
    await readAll(await wrapModel(fakeModel({ parts }), { meter }).doStream(params()))
    expect(sink.records).toMatchObject([
      { outcome: 'error', error: { message: 'overloaded' }, usage: { inputTokens: 10 } },
    ])
  })

  it('that ends without a finish is an error with an estimate', async () => {
    await readAll(
      await wrapModel(fakeModel({ parts: [delta('Half a sentence')] }), { meter }).doStream(params()),
    )
    expect(sink.records).toMatchObject([
      { outcome: 'error', usageSource: 'estimate', usage: { outputTokens: 4 } },
    ])
  })

  it('from which nothing is read after the finish is booked all the same', async () => {
    const { stream } = (await wrapModel(fakeModel(), { meter }).doStream(params())) as {
      stream: ReadableStream<unknown>
    }
    const reader = stream.getReader()
    await reader.read()
    await reader.read()
    await reader.cancel()
    expect(sink.records).toMatchObject([{ outcome: 'success', usage: { inputTokens: 10, outputTokens: 5 } }])
  })
})

describe('a wrapped provider', () => {
  it('wraps the models of every factory and leaves the rest alone', async () => {
    const tools = { search: () => 'tool' }
    const provider = Object.assign((id: string) => fakeModel({ modelId: id }), {
      tools,
      languageModel: (id: string) => fakeModel({ modelId: id }),
      describe: () => 'a provider',
    })
    const wrapped = wrapProvider(provider, { meter })
    await wrapped('gpt-4o').doGenerate(params())
    await wrapped.languageModel('gpt-4o-mini').doGenerate(params())
    expect(sink.records.map((record) => record.requestModel)).toEqual(['gpt-4o', 'gpt-4o-mini'])
    expect(wrapped.tools).toBe(tools)
    expect(wrapped.languageModel).toBe(wrapped.languageModel)
  })
})
