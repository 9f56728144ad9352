import { createMeter, withAttribution, type Meter } from '@tokentoll/core'
import { createRecordingSink } from '@tokentoll/core/testing'
import { describe, expect, it } from 'vitest'
import { delta, fakeModel, finish, params, readAll, streamOf, usage } from '../testing/fake-model.ts'
import { wrapModel } from '../wrap/wrap-model.ts'
import { stateOf } from './shared-state.ts'

function gated(reserve?: () => Promise<never>) {
  const told: string[] = []
  const sink = createRecordingSink()
  const meter: Meter = createMeter({
    sinks: [sink],
    gate: {
      reserve: reserve ?? (async ({ id }) => ({ id, heldPicoUsd: 1 })),
      settle: async () => void told.push('settled'),
      release: async () => void told.push('released'),
    },
    onWarning: () => {},
  })
  return { meter, sink, told }
}

const openStream = async (meter: Meter): Promise<ReadableStreamDefaultReader<unknown>> => {
  const parts = [delta('x'.repeat(400)), delta('y'.repeat(400)), finish(usage(1000, 900))]
  const model = wrapModel(fakeModel({ parts }), { meter })
  const { stream } = (await model.doStream(params())) as { readonly stream: ReadableStream<unknown> }
  return stream.getReader()
}

describe('a stream that nobody reads on', () => {
  it('is booked, and its reservation settled, when the meter closes', async () => {
    const { meter, sink, told } = gated()
    await (await openStream(meter)).read()
    await openStream(meter)
    await meter.flush()
    expect(sink.records).toEqual([])
    await meter.close()
    expect(sink.records.map((record) => [record.outcome, record.usage.outputTokens])).toEqual([
      ['abandoned', 100],
      ['abandoned', 0],
    ])
    expect(told).toEqual(['settled', 'settled'])
  })

  it('is booked by a flush that is asked to, and corrected when it is read on', async () => {
    const { meter, sink } = gated()
    const reader = await openStream(meter)
    await reader.read()
    await meter.flush({ open: 'abandon' })
    expect(sink.records).toMatchObject([{ outcome: 'abandoned', cost: { isEstimated: true } }])
    while (!(await reader.read()).done);
    expect(sink.records[1]).toMatchObject({
      outcome: 'success',
      usage: { outputTokens: 900 },
      corrects: sink.records[0]?.id,
    })
  })
})

it('books an answer that a cache inside gives again as saved, whoever asks', async () => {
  const sink = createRecordingSink()
  const meter = createMeter({ sinks: [sink], onWarning: () => {} })
  const response = { id: 'chatcmpl-of-the-first-call' }
  const answer = await fakeModel({ result: { response } }).doGenerate({})
  const model = wrapModel({ ...fakeModel(), doGenerate: async (_params: object) => answer }, { meter })
  for (const tenantId of ['acme', 'globex'])
    await withAttribution({ tenantId }, () => model.doGenerate(params()))
  expect(sink.records).toMatchObject([
    { attribution: { tenantId: 'acme' }, cached: false, cost: { status: 'priced' } },
    { attribution: { tenantId: 'globex' }, cached: true, cost: { totalPicoUsd: 0 } },
  ])
  expect(sink.records[1]?.savedPicoUsd).toBe(sink.records[0]?.cost.totalPicoUsd)
})

it('books a stream that somebody reads already, and keeps nothing open', async () => {
  const { meter, sink } = gated()
  const locked = streamOf([delta('Hi.'), finish(usage(1000, 900))])
  locked.getReader()
  const model = wrapModel(
    { ...fakeModel(), doStream: async (_params: object) => ({ stream: locked }) },
    {
      meter,
      onError: () => {},
    },
  )
  await model.doStream(params())
  expect([sink.records.length, stateOf(meter).watch.open]).toEqual([1, 0])
})

describe('a call that was aborted before it was sent', () => {
  const aborts = (sent: boolean) => {
    const abort = new AbortController()
    if (!sent) abort.abort()
    const model = {
      ...fakeModel(),
      // As `fetch` does: it looks at the signal before it sends.
      doGenerate: async ({ abortSignal }: { readonly abortSignal: AbortSignal }) => {
        if (sent) abort.abort()
        abortSignal.throwIfAborted()
      },
    }
    return { model, call: { ...params('x'.repeat(4000)), abortSignal: abort.signal } }
  }

  it.each([
    [true, 1000],
    [false, 0],
  ])('has no input: sent %s', async (sent, inputTokens) => {
    const { meter, sink, told } = gated()
    const { model, call } = aborts(sent)
    await expect(wrapModel(model, { meter }).doGenerate(call)).rejects.toMatchObject({ name: 'AbortError' })
    await meter.flush()
    expect(sink.records).toMatchObject([{ outcome: 'aborted', usage: { inputTokens, outputTokens: 0 } }])
    expect(sink.records[0]?.cost.totalPicoUsd === 0).toBe(!sent)
    expect(told).toEqual(sent ? ['settled'] : ['released'])
  })
})

it('books a stream whose end cannot be read, and settles what was held', async () => {
  const { meter, sink, told } = gated()
  const unreadable = Object.defineProperty({ type: 'finish' }, 'usage', {
    enumerable: true,
    get: () => {
      throw new Error('do not look')
    },
  })
  const reported: unknown[] = []
  const model = wrapModel(fakeModel({ parts: [delta('Hi.'), unreadable] }), {
    meter,
    onError: (error) => void reported.push(error),
  })
  expect(await readAll(await model.doStream(params()))).toHaveLength(2)
  await meter.flush()
  expect(sink.records).toMatchObject([{ usageSource: 'missing', cost: { status: 'unpriced' } }])
  expect(told).toEqual(['settled'])
  expect(reported).toHaveLength(1)
})

describe('a gate that does not answer', () => {
  it.each(['open', 'closed'] as const)(
    'holds a call up for gateTimeoutMs: then it fails %s',
    async (onGateFailure) => {
      const sink = createRecordingSink()
      const gate = {
        reserve: () => new Promise<never>(() => {}),
        settle: async () => {},
        release: async () => {},
      }
      const options = { sinks: [sink], gate, gateTimeoutMs: 30, onGateFailure, onWarning: () => {} }
      const model = wrapModel(fakeModel(), { meter: createMeter(options) })
      const call = model.doGenerate(params())
      if (onGateFailure === 'open') await expect(call).resolves.toMatchObject({ content: [{ text: 'Hi.' }] })
      else await expect(call).rejects.toMatchObject({ code: 'budget_unavailable' })
      expect(sink.records).toMatchObject([{ outcome: onGateFailure === 'open' ? 'success' : 'refused' }])
    },
  )

  it('lets go of a call that its caller aborts, and gives back what it holds later', async () => {
    let answer: (() => void) | undefined
    const told: string[] = []
    const meter = createMeter({
      gate: {
        reserve: ({ id }) => new Promise((resolve) => (answer = () => resolve({ id, heldPicoUsd: 1 }))),
        settle: async () => void told.push('settled'),
        release: async () => void told.push('released'),
      },
      onWarning: () => {},
    })
    const abort = new AbortController()
    const model = wrapModel(fakeModel(), { meter })
    const call = model.doGenerate({ ...params(), abortSignal: abort.signal })
    await new Promise((resolve) => setImmediate(resolve))
    abort.abort()
    // The fake answers all the same; a real client throws what the signal says.
    await expect(call).resolves.toMatchObject({ content: [{ text: 'Hi.' }] })
    answer?.()
    await new Promise((resolve) => setImmediate(resolve))
    await meter.flush()
    expect(told).toEqual(['released'])
  })
})
