import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { createMeter } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'
import { baggageAttribution, baggageKeys } from './baggage-attribution.ts'
import { createSpanSink } from './span-sink.ts'

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
const tracer = provider.getTracer('test')
beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()))
afterAll(() => context.disable())
beforeEach(() => exporter.reset())

function setUp() {
  const sink = createSpanSink()
  const meter = createMeter({ sinks: [sink], trace: sink.trace, attribution: baggageAttribution })
  const start = () =>
    meter.start({
      provider: 'openai',
      model: 'gpt-4',
      integration: 'test',
      attribution: { tenantId: 'acme', task: 'chat' },
    })
  return { meter, start }
}
const usage = { inputTokens: 1500, outputTokens: 800 }
const attributesOf = (name: string) =>
  exporter.getFinishedSpans().find((span) => span.name === name)?.attributes ?? {}

describe('createSpanSink', () => {
  it('puts cost, tokens and attribution on the span of the call, and adds up its calls', () => {
    const { start } = setUp()
    tracer.startActiveSpan('request', (span) => {
      start().end({ usage })
      start().end({ usage })
      span.end()
    })
    expect(attributesOf('request')).toMatchObject({
      'llm.cost.usd': 0.186,
      'llm.calls': 2,
      'llm.cost.status': 'priced',
      'gen_ai.usage.input_tokens': 3000,
      'gen_ai.usage.output_tokens': 1600,
      'gen_ai.response.model': 'gpt-4',
      'llm.tenant.id': 'acme',
      'llm.task': 'chat',
    })
  })

  it('puts no cost on a span of which no call is priced, and stays unsure once one is not', () => {
    const { meter } = setUp()
    const call = (model: string) =>
      meter.record({ provider: 'openai', model, integration: 'test', usage, attribution: {} })
    tracer.startActiveSpan('unpriced', (span) => {
      meter.start({ provider: 'nobody', model: 'unheard-of', integration: 'test' }).end({ usage })
      span.end()
    })
    expect(attributesOf('unpriced')).toMatchObject({
      'llm.cost.status': 'unpriced',
      'llm.calls': 1,
      'llm.calls.unpriced': 1,
    })
    expect(attributesOf('unpriced')).not.toHaveProperty('llm.cost.usd')
    tracer.startActiveSpan('both', (span) => {
      meter.start({ provider: 'nobody', model: 'unheard-of', integration: 'test' }).end({ usage })
      call('gpt-4')
      span.end()
    })
    expect(attributesOf('both')).toMatchObject({
      'llm.cost.usd': 0.093,
      'llm.cost.status': 'unpriced',
      'llm.calls': 2,
      'llm.calls.unpriced': 1,
    })
  })

  it('replaces what a correction corrects, and leaves refused calls out', () => {
    const sink = createSpanSink()
    tracer.startActiveSpan('corrected', (span) => {
      const { spanId } = sink.trace()!
      sink.record(costRecord({ id: 'a', spanId, outcome: 'abandoned' }))
      sink.record(costRecord({ id: 'b', spanId }))
      sink.record(costRecord({ id: 'c', spanId, outcome: 'refused' }))
      const right = { spanId, corrects: 'a', cost: { inputPicoUsd: 9_000_000_000_000, outputPicoUsd: 0 } }
      sink.record(costRecord({ id: 'a:final', ...right }))
      sink.record(costRecord({ id: 'stray', ...right }))
      span.end()
    })
    expect(attributesOf('corrected')).toMatchObject({ 'llm.cost.usd': 9.0035, 'llm.calls': 2 })
  })

  it('keeps what may be corrected, however many final calls come after it', () => {
    const sink = createSpanSink()
    tracer.startActiveSpan('busy', (span) => {
      const { spanId } = sink.trace()!
      sink.record(costRecord({ id: 'estimate', spanId, outcome: 'abandoned' }))
      for (let call = 0; call < 2000; call += 1) sink.record(costRecord({ id: `final-${call}`, spanId }))
      const right = { spanId, cost: { inputPicoUsd: 0, outputPicoUsd: 0 } }
      sink.record(costRecord({ id: 'real', corrects: 'estimate', ...right }))
      sink.record(costRecord({ id: 'odd', corrects: 'final-1999', ...right }))
      span.end()
    })
    expect(attributesOf('busy')).toMatchObject({ 'llm.cost.usd': 7, 'llm.calls': 2001 })
  })

  it('rounds a sum past what a double holds only once', () => {
    const sink = createSpanSink()
    tracer.startActiveSpan('dear', (span) => {
      const { spanId } = sink.trace()!
      for (const inputPicoUsd of [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 15]) {
        sink.record(costRecord({ id: `${inputPicoUsd}`, spanId, cost: { inputPicoUsd, outputPicoUsd: 0 } }))
      }
      span.end()
    })
    // 18,014.398509481967: a division of the sum's nearest double gives ...97.
    expect(attributesOf('dear')['llm.cost.usd']).toBe(18_014.398509481965)
  })

  it('finds the span in which the call began, wherever it ends', () => {
    const { start } = setUp()
    const mine = tracer.startSpan('mine')
    const call = context.with(trace.setSpan(context.active(), mine), start)
    tracer.startActiveSpan('another', (span) => {
      call.end({ usage })
      span.end()
    })
    mine.end()
    expect(attributesOf('mine')['llm.cost.usd']).toBe(0.093)
    expect(attributesOf('another')).toEqual({})
  })

  it('leaves a span alone that has ended, and gives the record its ids', () => {
    const { start } = setUp()
    const ended = tracer.startSpan('ended')
    const call = context.with(trace.setSpan(context.active(), ended), start)
    ended.end()
    const { traceId, spanId } = ended.spanContext()
    expect(call.end({ usage })).toMatchObject({ traceId, spanId })
    expect(attributesOf('ended')).toEqual({})
    expect(start().end({ usage })?.traceId).toBeUndefined()
  })
})

describe('baggageAttribution', () => {
  it('reads who caused the call from the active baggage, and trusts it over the call', () => {
    const { start } = setUp()
    const baggage = propagation.createBaggage({
      [baggageKeys.tenantId]: { value: 'globex' },
      [baggageKeys.userId]: { value: 'ada' },
    })
    const call = context.with(propagation.setBaggage(context.active(), baggage), start)
    expect(call.attribution).toMatchObject({ tenantId: 'globex', userId: 'ada', task: 'chat' })
    expect(baggageAttribution()).toBeUndefined()
  })
})
