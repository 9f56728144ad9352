import { createMeter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeModel, params, readAll, usage, type FakeModel } from '../testing/fake-model.ts'
import { wrapModel } from '../wrap/wrap-model.ts'

const sink = createRecordingSink()
const meter = createMeter({ sinks: [sink] })
afterEach(() => sink.clear())

const wrapped = (model: FakeModel): FakeModel => wrapModel(model, { meter })
const booked = (): readonly (string | undefined)[] =>
  sink.records.map(({ requestModel, outcome }) => `${requestModel} ${outcome}`)

describe('a model that calls models', () => {
  it('and hands on one’s result is that one’s call', async () => {
    const inner = wrapped(fakeModel({ modelId: 'gpt-4o-mini' }))
    const router = wrapped({
      ...fakeModel({ modelId: 'router' }),
      doGenerate: inner.doGenerate,
      doStream: inner.doStream,
    })
    await router.doGenerate(params())
    await readAll(await router.doStream(params()))
    expect(booked()).toEqual(['gpt-4o-mini success', 'gpt-4o-mini success'])
  })

  it('falls back: the failure and the success are two calls', async () => {
    const down = wrapped({
      ...fakeModel({ modelId: 'gpt-4o' }),
      doGenerate: async () => Promise.reject(new Error('down')),
    })
    const up = wrapped(fakeModel({ modelId: 'gpt-4o-mini' }))
    const fallback = wrapped({
      ...fakeModel({ modelId: 'fallback' }),
      doGenerate: (given) => down.doGenerate(given).catch(() => up.doGenerate(given)),
    })
    await fallback.doGenerate(params())
    expect(booked()).toEqual(['gpt-4o error', 'gpt-4o-mini success'])
  })

  it('asks another one first, as retrieval does: both are booked', async () => {
    const rewriter = wrapped(fakeModel({ modelId: 'gpt-4o-mini' }))
    const answering = fakeModel({ modelId: 'gpt-4o' })
    const retrieving = wrapped({
      ...answering,
      async doGenerate(given) {
        await rewriter.doGenerate(params('rewrite this'))
        return answering.doGenerate(given)
      },
    })
    await retrieving.doGenerate(params())
    expect(booked()).toEqual(['gpt-4o-mini success', 'gpt-4o success'])
  })

  it('and copies the result’s shell is still one call', async () => {
    const inner = wrapped(
      fakeModel({ modelId: 'gpt-4o', result: { response: { id: 'r' }, usage: usage(3, 4) } }),
    )
    const shell = wrapped({
      ...fakeModel(),
      doGenerate: async (given) => ({ ...((await inner.doGenerate(given)) as object) }),
    })
    await shell.doGenerate(params())
    expect(booked()).toEqual(['gpt-4o success'])
  })

  it('and fails, or is cancelled, once', async () => {
    const failing = wrapped({ ...fakeModel(), doGenerate: async () => Promise.reject(new Error('down')) })
    const rewording = wrapped({
      ...fakeModel(),
      doGenerate: (given) => failing.doGenerate(given).catch(() => Promise.reject(new Error('another'))),
    })
    await expect(rewording.doGenerate(params())).rejects.toThrow('another')
    expect(booked()).toEqual(['gpt-4o error'])
    sink.clear()

    const twice = wrapped(wrapped(fakeModel()))
    const { stream } = (await twice.doStream(params())) as { stream: ReadableStream<unknown> }
    await stream.cancel()
    expect(booked()).toEqual(['gpt-4o aborted'])
  })

  it('of results that share one usage object books each', async () => {
    const shared = usage(10, 5)
    const model = wrapped(wrapped(fakeModel({ result: { usage: shared } })))
    for (let call = 0; call < 3; call += 1) await model.doGenerate(params())
    expect(sink.records).toHaveLength(3)
  })
})
