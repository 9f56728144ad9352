import { OpenTelemetry } from '@ai-sdk/otel'
import { SimpleSpanProcessor, StackContextManager, TracerProvider } from '@opentelemetry/sdk-trace'
import { context } from '@opentelemetry/api'
import { registerTokentoll, tokentollMiddleware, wrapModel } from '@tokentoll/ai-sdk'
import { createMeter, type CostSink, type Meter } from '@tokentoll/core'
import { instantModel, type Major } from './instant-model.ts'

/** What a call is made with. */
export type CaseName = 'off' | 'wrapped' | 'middleware' | 'registered' | 'opentelemetry'

/** One way to make calls, ready to be made. */
export interface Case {
  readonly name: CaseName
  readonly model: object
  /** Options of each call. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Puts into force what is process-wide, and takes it back. */
  open(): () => void
}

const nothing = (): (() => void) => () => {}

/** The ways that a major offers. `recorded` counts what was booked. */
export function casesOf(
  major: Major,
  wrapLanguageModel: (options: { model: never; middleware: never }) => object,
): { readonly cases: readonly Case[]; readonly recorded: () => number } {
  let recorded = 0
  const sink: CostSink = {
    record: () => void (recorded += 1),
    flush: async () => {},
    close: async () => {},
  }
  const meter: Meter = createMeter({ sinks: [sink], onWarning: () => {} })
  const model = instantModel(major)
  const middleware = tokentollMiddleware({ meter })
  const cases: Case[] = [
    { name: 'off', model, settings: {}, open: nothing },
    { name: 'wrapped', model: wrapModel(model, { meter }), settings: {}, open: nothing },
    {
      name: 'middleware',
      model: wrapLanguageModel({ model: model as never, middleware: middleware as never }),
      settings: {},
      open: nothing,
    },
  ]
  if (major > 5)
    cases.push({
      name: 'registered',
      model,
      settings: {},
      open: () => registerTokentoll({ meter }).unregister,
    })
  cases.push({ name: 'opentelemetry', model, settings: openTelemetry(major), open: nothing })
  return { cases, recorded: () => recorded }
}

// The SDK's own integration with real spans and an exporter that keeps nothing.
function openTelemetry(major: Major): Readonly<Record<string, unknown>> {
  context.setGlobalContextManager(new StackContextManager())
  const exporter = {
    export: (_spans: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    shutdown: async () => {},
    forceFlush: async () => {},
  }
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter as never)] })
  const tracer = provider.getTracer('bench')
  return major === 7
    ? { telemetry: { integrations: [new OpenTelemetry({ tracer })] } }
    : { experimental_telemetry: { isEnabled: true, tracer } }
}
