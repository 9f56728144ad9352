import { OpenTelemetry } from '@ai-sdk/otel'
import { SimpleSpanProcessor, StackContextManager, TracerProvider } from '@opentelemetry/sdk-trace'
import { context } from '@opentelemetry/api'
import { registerTokentoll, tokentollMiddleware, wrapModel, type LanguageCallEvent } from '@tokentoll/ai-sdk'
import { createMeter, type CostSink, type Meter } from '@tokentoll/core'
import { instantModel, type InstantModel, type InstantResult, type Major } from './instant-model.ts'

/** What a call is made with: ours, the same way in that only hands on (`bare`), and the SDK's own telemetry. */
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
        wrapStream: async (call: { doStream(): PromiseLike<InstantResult> }) => handOn(await call.doStream()),
      })
    case 'registered': {
      // Registered once, as an application does; from then on only in the registry or not.
      registerTokentoll({ meter: meterOf(onRecord) })
      const integration = registry().pop()!
      return { ...plain(model), open: () => register(integration) }
    }
    case 'bare registered': {
      const integration = idleIntegration(major)
      return { ...plain(model), open: () => register(integration) }
    }
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
    doStream: async (params) => handOn(await model.doStream(params)),
  }
}

// Whoever is to see what streams through stands between, part by part: that much is no choice of ours.
function handOn(result: InstantResult): InstantResult {
  if (result.stream === undefined) return result
  const reader = result.stream.getReader()
  const stream = new ReadableStream<unknown>(
    {
      pull(controller) {
        void reader.read().then(({ done, value }) => (done ? controller.close() : controller.enqueue(value)))
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return { ...result, stream }
}

// The hooks that our integration needs to see a call, its attribution and the calls that only events tell of.
function idleIntegration(major: Major): object {
  if (major === 6) return { onStepFinish: () => {} }
  return {
    onStart: () => {},
    onEnd: () => {},
    executeLanguageModelCall: async ({ execute }: LanguageCallEvent<InstantResult>) =>
      handOn(await execute()),
  }
}

function register(integration: object): () => void {
  registry().push(integration)
  return () => void registry().pop()
}

function registry(): object[] {
  const global = globalThis as { AI_SDK_TELEMETRY_INTEGRATIONS?: object[] }
  return (global.AI_SDK_TELEMETRY_INTEGRATIONS ??= [])
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
