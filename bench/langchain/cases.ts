import '@langchain/core/context'
import { LangChainInstrumentation } from '@arizeai/openinference-instrumentation-langchain'
import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import * as callbackManager from '@langchain/core/callbacks/manager'
import type { LLMResult } from '@langchain/core/outputs'
import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain'
import { CallbackHandler } from '@langfuse/langchain'
import { LangfuseSpanProcessor } from '@langfuse/otel'
import { trace } from '@opentelemetry/api'
import { NoopSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { createMeter, withAttribution, type CostSink, type Meter } from '@tokentoll/core'
import { instrumentLangChain, TokentollCallbackHandler } from '@tokentoll/langchain'
import { Client } from 'langsmith'

/** What watches the calls. */
export interface Case {
  readonly callbacks: BaseCallbackHandler[]
  /** Opens the scope of a request around the calls. */
  around?<Result>(work: () => Promise<Result>): Promise<Result>
  /** Whether work of its own goes on after a call has ended. */
  readonly worksInBackground?: boolean
  /** For what patches the process: puts it on and takes it off again. */
  toggle?(on: boolean): void
  finish?(): Promise<void>
}

export type CaseName =
  | 'none'
  | 'minimal'
  | 'tokentoll'
  | 'instrumented'
  | 'langfuse'
  | 'openinference'
  | 'langsmith'

/** The cases by name; `sinkUrl` is a server in another process that takes whatever it is sent. */
export const cases: Readonly<Record<CaseName, (sinkUrl: string) => Case>> = {
  none: () => ({ callbacks: [] }),
  minimal: () => ({ callbacks: [new TokenCounter()] }),
  tokentoll: () => ({
    callbacks: [new TokentollCallbackHandler({ meter: meterOfBench() })],
    around: asTenant,
  }),
  instrumented: () => {
    const meter = meterOfBench()
    let remove: (() => void) | undefined
    const toggle = (on: boolean): void => {
      remove?.()
      remove = on ? instrumentLangChain({ meter, copies: [callbackManager] }) : undefined
    }
    return { callbacks: [], around: asTenant, toggle }
  },
  langfuse: (baseUrl) => {
    const processor = new LangfuseSpanProcessor({ baseUrl, publicKey: 'bench', secretKey: 'bench' })
    const provider = new TracerProvider({ spanProcessors: [processor] })
    trace.setGlobalTracerProvider(provider)
    return { callbacks: [new CallbackHandler()], worksInBackground: true, finish: () => provider.shutdown() }
  },
  openinference: () => {
    const provider = tracerProvider()
    const manager = callbackManager.CallbackManager as unknown as Record<string, unknown>
    const plain = manager['_configureSync']
    new LangChainInstrumentation({ tracerProvider: provider }).manuallyInstrument(callbackManager)
    const patched = manager['_configureSync']
    const toggle = (on: boolean): void => void (manager['_configureSync'] = on ? patched : plain)
    return { callbacks: [], toggle, finish: () => provider.shutdown() }
  },
  langsmith: (apiUrl) => {
    const client = new Client({ apiUrl, apiKey: 'bench' })
    return {
      callbacks: [new LangChainTracer({ client, projectName: 'bench' })],
      worksInBackground: true,
      finish: () => client.awaitPendingTraceBatches(),
    }
  },
}

interface Counted {
  readonly usage_metadata?: { readonly total_tokens: number }
}

// What a user writes who wants nothing but a sum of tokens.
class TokenCounter extends BaseCallbackHandler {
  readonly name: string = 'token_counter'
  override awaitHandlers = true
  tokens = 0

  override handleLLMEnd(output: LLMResult): void {
    const { message } = (output.generations[0]?.[0] ?? {}) as { message?: Counted }
    this.tokens += message?.usage_metadata?.total_tokens ?? 0
  }
}

function meterOfBench(): Meter {
  let picoUsd = 0
  const sink: CostSink = {
    record: (record) => void (picoUsd += record.cost.totalPicoUsd),
    flush: async () => {},
    close: async () => {},
  }
  return createMeter({ sinks: [sink] })
}

function asTenant<Result>(work: () => Promise<Result>): Promise<Result> {
  return withAttribution({ tenantId: 'acme-corp', userId: 'ada', task: 'main-chat' }, work)
}

// Spans are made and thrown away: what an exporter costs is not held against it.
function tracerProvider(): TracerProvider {
  return new TracerProvider({ spanProcessors: [new NoopSpanProcessor()] })
}
