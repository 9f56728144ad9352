import { OpenTelemetry } from '@ai-sdk/otel'
import { SimpleSpanProcessor, StackContextManager, TracerProvider } from '@opentelemetry/sdk-trace'
import { context } from '@opentelemetry/api'
import { registerTokentoll, tokentollMiddleware, wrapModel, type LanguageCallEvent } from '@tokentoll/ai-sdk'
import { createMeter, type CostSink, type Meter } from '@tokentoll/core'
import { instantModel, type InstantModel, type Major } from './instant-model.ts'

/** What a call is made with: ours, doing nothing by the same way in (`bare`), and the SDK's own telemetry. */
export type CaseName =
  | 'off'
  | 'wrapped'
  | 'middleware'
  | 'registered'
  | 'bare wrapped'
  | 'bare middleware'
  | 'bare registered'
  | 'opentelemetry'

/** One way to make calls, ready to be made. */
export interface Case {
  readonly model: object
  /** Options of each call. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Puts into force what is process-wide, and takes it back. */
  open(): () => void
}

/** What a case is made of. */
export interface CaseMaterial {
  readonly major: Major
  /** Of the SDK of this major. */
  readonly wrapLanguageModel: (options: { model: never; middleware: never }) => object
  /** Told of every record. */
  readonly onRecord: () => void
}

/** Makes one case; only its own parts are loaded into its process. */
export function createCase(name: CaseName, { major, wrapLanguageModel, onRecord }: CaseMaterial): Case {
  const model = instantModel(major)
  const plain = (own: object): Case => ({ model: own, settings: {}, open: () => () => {} })
  const withMiddleware = (middleware: object): Case =>
    plain(wrapLanguageModel({ model: model as never, middleware: middleware as never }))
  switch (name) {
    case 'off':
      return plain(model)
    case 'wrapped':
      return plain(wrapModel(model, { meter: meterOf(onRecord) }))
    case 'bare wrapped':
      return plain(forwarding(model))
    case 'middleware':
      return withMiddleware(tokentollMiddleware({ meter: meterOf(onRecord) }))
    case 'bare middleware':
      return withMiddleware({
        wrapGenerate: (call: { doGenerate(): unknown }) => call.doGenerate(),
        wrapStream: (call: { doStream(): unknown }) => call.doStream(),
      })
    case 'registered': {
      const meter = meterOf(onRecord)
      return { ...plain(model), open: () => registerTokentoll({ meter }).unregister }
    }
    case 'bare registered':
      return { ...plain(model), open: () => register(idleIntegration(major)) }
    case 'opentelemetry':
      return { ...plain(model), settings: openTelemetry(major) }
  }
}

function meterOf(onRecord: () => void): Meter {
  const sink: CostSink = { record: onRecord, flush: async () => {}, close: async () => {} }
  return createMeter({ sinks: [sink], onWarning: () => {} })
}

function forwarding(model: InstantModel): InstantModel {
  return {
    ...model,
    doGenerate: (params) => model.doGenerate(params),
    doStream: (params) => model.doStream(params),
  }
}

// The hooks that our integration needs to see a call, its attribution and the calls that only events tell of.
function idleIntegration(major: Major): object {
  if (major === 6) return { onStepFinish: () => {} }
  return {
    onStart: () => {},
    onEnd: () => {},
    executeLanguageModelCall: ({ execute }: LanguageCallEvent<unknown>) => execute(),
  }
}

function register(integration: object): () => void {
  const global = globalThis as { AI_SDK_TELEMETRY_INTEGRATIONS?: object[] }
  const registry = (global.AI_SDK_TELEMETRY_INTEGRATIONS ??= [])
  registry.push(integration)
  return () => void registry.splice(registry.indexOf(integration), 1)
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
