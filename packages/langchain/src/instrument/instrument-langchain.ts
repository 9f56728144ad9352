import {
  TokentollCallbackHandler,
  type TokentollCallbackHandlerOptions,
} from '../handler/tokentoll-callback-handler.ts'
import { createMeterSource, type MeterSource } from '../handler/resolve-meter.ts'
import { knownCopies, type LangChainCopy } from './langchain-copy.ts'
import { patchCallbackManager } from './patch-callback-manager.ts'
import { patchEmbeddings, type EmbeddingsClass } from './patch-embeddings.ts'
import { patchStreamEvents } from './patch-stream-events.ts'

/** Options of `instrumentLangChain`. */
export interface InstrumentLangChainOptions extends TokentollCallbackHandlerOptions {
  /** Classes whose requests are booked as well: `[OpenAIEmbeddings, AzureOpenAIEmbeddings]`. Default: none. */
  readonly embeddings?: readonly EmbeddingsClass[]
  /** Copies of `@langchain/core` that cannot be found from this package, the program or its folder. Default: none. */
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
 *
 * @throws TokentollError `invalid_option` when an option has no usable value, or a class of embeddings cannot
 * be instrumented.
 */
export function instrumentLangChain(options: InstrumentLangChainOptions = {}): LangChainInstrumentation {
  const { embeddings = [], copies = [], ...handlerOptions } = options
  const handler = new TokentollCallbackHandler(handlerOptions)
  const meterOf = createMeterSource(options.meter)
  const undo = [
    // First: what it throws must find nothing patched.
    ...patchAll(embeddings, meterOf),
    ...[...knownCopies(), ...copies].flatMap((copy) => [
      patchCallbackManager(copy.CallbackManager, handler),
      ...(copy.BaseChatModel === undefined ? [] : patchStreamEvents(copy.BaseChatModel, handler)),
    ]),
  ]
  const remove = (): void => {
    for (const step of undo) step?.()
  }
  return Object.assign(remove, { handler })
}

function patchAll(classes: readonly EmbeddingsClass[], meterOf: MeterSource): readonly (() => void)[] {
  const undo: (() => void)[] = []
  try {
    for (const embeddingsClass of classes) undo.push(patchEmbeddings(embeddingsClass, meterOf))
  } catch (error) {
    for (const step of undo) step()
    throw error
  }
  return undo
}
