import {
  TokentollCallbackHandler,
  type TokentollCallbackHandlerOptions,
} from '../handler/tokentoll-callback-handler.ts'
import { createMeterSource } from '../handler/resolve-meter.ts'
import { ownCopies, type LangChainCopy } from './langchain-copy.ts'
import { patchCallbackManager } from './patch-callback-manager.ts'
import { patchEmbeddings, type EmbeddingsClass } from './patch-embeddings.ts'
import { patchStreamEvents } from './patch-stream-events.ts'

/** Options of `instrumentLangChain`. */
export interface InstrumentLangChainOptions extends TokentollCallbackHandlerOptions {
  /** Classes whose requests are booked as well: `[OpenAIEmbeddings, AzureOpenAIEmbeddings]`. Default: none. */
  readonly embeddings?: readonly EmbeddingsClass[]
  /** Further copies of `@langchain/core`, when `node_modules` holds several versions. Default: none. */
  readonly copies?: readonly LangChainCopy[]
}

/** Takes the instrumentation off again when it is called. */
export interface LangChainInstrumentation {
  (): void
  /** The handler that books: for `flush`, `close` and `createDowngradableModel`. */
  readonly handler: TokentollCallbackHandler
}

/**
 * Books every model call of LangChain.js in this process from now on, with no change to chains, agents or
 * graphs: ES module and CommonJS copies alike, whenever it is called, in whatever context.
 */
export function instrumentLangChain(options: InstrumentLangChainOptions = {}): LangChainInstrumentation {
  const { embeddings = [], copies = [], ...handlerOptions } = options
  const handler = new TokentollCallbackHandler(handlerOptions)
  const meterOf = createMeterSource(options.meter)
  const undo = [
    ...[...ownCopies(), ...copies].flatMap((copy) => [
      patchCallbackManager(copy.CallbackManager, handler),
      ...(copy.BaseChatModel === undefined ? [] : patchStreamEvents(copy.BaseChatModel, handler)),
    ]),
    ...embeddings.map((embeddingsClass) => patchEmbeddings(embeddingsClass, meterOf)),
  ]
  const remove = (): void => {
    for (const step of undo) step?.()
  }
  return Object.assign(remove, { handler })
}
