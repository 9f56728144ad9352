import type { Meter } from '@tokentoll/core'
import type { RuntimeContextKeys } from './attribution/attribution-hints.ts'
import type { ModelIdentity } from './shapes/model.ts'

/** What all ways in have in common. */
export interface TokentollOptions {
  /** Prices, attributes and books the calls. Default: the meter of `setGlobalMeter`, looked up at each call. */
  readonly meter?: Meter
  /**
   * Key inside a call's `providerOptions` that holds its attribution, e.g.
   * `providerOptions: { tokentoll: { task: 'summarization' } }`. It is taken out before the provider sees the
   * options where we call the model ourselves. Default `tokentoll`.
   */
  readonly providerOptionsKey?: string
  /**
   * Which keys of version 7's `runtimeContext` (version 6: telemetry `metadata`) carry attribution. The SDK
   * shows only the keys that the call lists in `telemetry.includeRuntimeContext`. Default: the field names.
   */
  readonly runtimeContextKeys?: RuntimeContextKeys
  /** Take telemetry's `functionId` as the task when nothing else names one. Default true. */
  readonly functionIdAsTask?: boolean
  /**
   * Ask the provider client for its raw stream chunks and keep them from the caller: they hold OpenAI's
   * service tier, and the input tokens of Anthropic and Google streams that are broken off. Middleware and
   * wrapped models only. Default true.
   */
  readonly readRawChunks?: boolean
  /**
   * A stream that nobody has read for so long, in milliseconds, is booked as abandoned, with what is known: when
   * twice as long has passed at the latest. `Infinity` for never. Default 300,000.
   */
  readonly abandonAfterMs?: number
  /**
   * The model to call when a budget asks for the cheaper `modelId`; undefined keeps the one that was asked
   * for. `wrapProvider` supplies it by itself. It must be of the same provider package as the model.
   */
  readonly downgrade?: (modelId: string, model: ModelIdentity) => object | undefined
  /** Told of failures of our own, which never reach the call. Default: `process.emitWarning`, once per kind. */
  readonly onError?: (error: unknown) => void
}
