import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { Serialized } from '@langchain/core/load/serializable'
import type { BaseMessage } from '@langchain/core/messages'
import type { LLMResult } from '@langchain/core/outputs'
import type { Meter } from '@tokentoll/core'
import type { TappedFetch } from '../wire/tap-fetch.ts'
import { createRunRecorder, type RunRecorder } from './run-recorder.ts'
import { createStreamProbe } from './stream-probe.ts'

/** Options of `TokentollCallbackHandler`. */
export interface TokentollCallbackHandlerOptions {
  /** Prices and books the calls. Default: the global meter (`setGlobalMeter`) at the time of the call. */
  readonly meter?: Meter
  /** The fetch that the providers' clients were given (`tapFetch`): usage is then read off the wire. */
  readonly tap?: TappedFetch
  /**
   * A call that has not ended after this many milliseconds is booked as `abandoned`, with its input
   * estimated: its stream was broken off or never read. Default: 900,000 (15 minutes).
   */
  readonly abandonAfterMs?: number
  /** Open calls that are remembered at most; above it the oldest is booked as abandoned. Default: 100,000. */
  readonly maxOpenRuns?: number
}

/**
 * Books every model call of a LangChain.js model, chain, agent or graph that it is passed to. Attribution is
 * read when a call starts, so a stream may be consumed anywhere. Throws nothing but a budget's refusal.
 */
export class TokentollCallbackHandler extends BaseCallbackHandler {
  readonly name: string = 'tokentoll'
  // In LangChain's background queue the context of another request would be running.
  override awaitHandlers: boolean = true
  // A budget's refusal must reach the caller; nothing else is ever thrown here.
  override raiseError: boolean = true
  override ignoreChain: boolean = true
  override ignoreAgent: boolean = true
  override ignoreRetriever: boolean = true
  override ignoreCustomEvent: boolean = true
  /** The meter it books with; undefined for the global one. */
  readonly meter: Meter | undefined
  readonly #recorder: RunRecorder

  /** @throws TokentollError `invalid_option` when an option has no usable value. */
  constructor(options: TokentollCallbackHandlerOptions | null = {}) {
    super()
    const probe = createStreamProbe((wanted) => {
      // LangChain calls these for every chunk of every stream, so they exist only while a chunk is wanted.
      Object.assign(this, wanted ? watching : idle)
    })
    const watching: ChunkMethods = {
      handleLLMNewToken: (_token, _index, runId, _parentRunId, _tags, fields) =>
        probe.chunk(runId, fields?.chunk),
      handleChatModelStreamEvent: (event, runId) => probe.event(runId, event),
    }
    this.#recorder = createRunRecorder({ ...options, probe })
    this.meter = options?.meter ?? undefined
  }

  /** The same handler: a copy would not know the open runs. */
  override copy(): this {
    return this
  }

  override handleChatModelStart(
    llm: Serialized,
    messages: BaseMessage[][],
    runId: string,
    parentRunId?: string,
    extraParams?: Record<string, unknown>,
    tags?: string[],
    metadata?: Record<string, unknown>,
    runName?: string,
  ): Promise<void> | void {
    return this.#recorder.start(
      { operation: 'chat', serialized: llm, runId, parentRunId, extraParams, tags, metadata, runName },
      messages,
    )
  }

  override handleLLMStart(
    llm: Serialized,
    prompts: string[],
    runId: string,
    parentRunId?: string,
    extraParams?: Record<string, unknown>,
    tags?: string[],
    metadata?: Record<string, unknown>,
    runName?: string,
  ): Promise<void> | void {
    return this.#recorder.start(
      {
        operation: 'text_completion',
        serialized: llm,
        runId,
        parentRunId,
        extraParams,
        tags,
        metadata,
        runName,
      },
      prompts,
    )
  }

  override handleLLMEnd(
    output: LLMResult,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    extraParams?: Record<string, unknown>,
  ): void {
    this.#recorder.end(runId, output, extraParams)
  }

  override handleLLMError(error: unknown, runId: string): void {
    this.#recorder.fail(runId, error)
  }

  /**
   * The cheaper model that a budget asked for when a run started, by the run's id or, where LangChain passes
   * none, by the messages it started with; undefined when no budget did. Who asks has to call it: the run is
   * then booked at its price, also where the answer does not name its model.
   */
  downgradeOf(run: unknown): string | undefined {
    return this.#recorder.downgradeOf(run)
  }

  /** Books open calls older than `abandonAfterMs` now; a timer does it by itself. Returns how many. */
  sweep(): number {
    return this.#recorder.sweep()
  }

  /** Resolves when everything booked so far is durable. Never rejects. */
  async flush(): Promise<void> {
    await this.#recorder.flush()
  }

  /** Books every open call as abandoned and flushes: for the end of a process. */
  async close(): Promise<void> {
    this.#recorder.sweep(true)
    await this.#recorder.flush()
  }
}

interface ChunkMethods {
  readonly handleLLMNewToken:
    | ((
        token: string,
        index: unknown,
        runId: string,
        parentRunId?: string,
        tags?: string[],
        fields?: { readonly chunk?: unknown },
      ) => void)
    | undefined
  readonly handleChatModelStreamEvent: ((event: unknown, runId: string) => void) | undefined
}

const idle: ChunkMethods = { handleLLMNewToken: undefined, handleChatModelStreamEvent: undefined }
