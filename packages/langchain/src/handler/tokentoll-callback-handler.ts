import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { Serialized } from '@langchain/core/load/serializable'
import type { BaseMessage } from '@langchain/core/messages'
import type { LLMResult } from '@langchain/core/outputs'
import type { Meter } from '@tokentoll/core'
import { createRunRecorder, type RunRecorder } from './run-recorder.ts'

/** Options of `TokentollCallbackHandler`. */
export interface TokentollCallbackHandlerOptions {
  /** Prices and books the calls. Default: the global meter (`setGlobalMeter`) at the time of the call. */
  readonly meter?: Meter
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
  readonly #recorder: RunRecorder

  constructor(options: TokentollCallbackHandlerOptions = {}) {
    super()
    this.#recorder = createRunRecorder(options)
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
    _tags?: string[],
    metadata?: Record<string, unknown>,
    runName?: string,
  ): Promise<void> | void {
    return this.#recorder.start(
      { operation: 'chat', serialized: llm, runId, parentRunId, extraParams, metadata, runName },
      messages,
    )
  }

  override handleLLMStart(
    llm: Serialized,
    prompts: string[],
    runId: string,
    parentRunId?: string,
    extraParams?: Record<string, unknown>,
    _tags?: string[],
    metadata?: Record<string, unknown>,
    runName?: string,
  ): Promise<void> | void {
    return this.#recorder.start(
      { operation: 'text_completion', serialized: llm, runId, parentRunId, extraParams, metadata, runName },
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
