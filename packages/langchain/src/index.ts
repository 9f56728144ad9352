export { createDowngradableModel, type DowngradableModelOptions } from './budget/create-downgradable-model.ts'
export { meterEmbeddings, type MeterEmbeddingsOptions } from './embeddings/meter-embeddings.ts'
export {
  TokentollCallbackHandler,
  type TokentollCallbackHandlerOptions,
} from './handler/tokentoll-callback-handler.ts'
export {
  instrumentLangChain,
  type InstrumentLangChainOptions,
  type LangChainInstrumentation,
} from './instrument/instrument-langchain.ts'
export type { LangChainCopy } from './instrument/langchain-copy.ts'
export type { EmbeddingsClass } from './instrument/patch-embeddings.ts'
export { tapFetch, type TapFetchOptions, type TappedFetch } from './wire/tap-fetch.ts'
export type { WireBook, WireQuery } from './wire/wire-book.ts'
export type { WireCall, WireState } from './wire/wire-call.ts'
