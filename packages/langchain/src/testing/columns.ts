import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { Provider } from '@tokentoll/example-provider'
import type { TappedFetch } from '../wire/tap-fetch.ts'
import type { CompatibleServer } from './compatible-server.ts'
import type { Host } from './host.ts'
import { bookOf, type ServedBook } from './served.ts'

/** A provider class of the coverage table. */
export interface Column {
  readonly name: string
  readonly book: ServedBook
  /** What fixes the token counts of an answer. */
  readonly directive: string
  /** A model with the given options; `fetch` where the class takes one. */
  model(options?: object): BaseChatModel
}

export interface ColumnsOptions {
  readonly host: Host
  readonly provider: Provider
  readonly compatible: CompatibleServer
  readonly tap: TappedFetch | undefined
}

/** OpenAI chat and responses, Anthropic, Google, and a server that resembles OpenAI. */
export function columnsOf({ host, provider, compatible, tap }: ColumnsOptions): readonly Column[] {
  const book = bookOf(provider)
  const fetch = tap === undefined ? {} : { fetch: tap }
  const apiKey = 'loopback'
  const cached = '[[usage in=2006 out=300 cached=1920 reasoning=192]]'
  const openaiModel = (options: object): BaseChatModel =>
    new host.openai.ChatOpenAI({
      model: 'gpt-4.1-mini',
      apiKey,
      configuration: { baseURL: provider.openaiUrl, ...fetch },
      ...options,
    })
  return [
    { name: 'OpenAI chat', book, directive: cached, model: (options = {}) => openaiModel(options) },
    {
      name: 'OpenAI responses',
      book,
      directive: cached,
      model: (options = {}) => openaiModel({ useResponsesApi: true, ...options }),
    },
    {
      name: 'Anthropic',
      book,
      directive: '[[usage in=8021 out=300 cached=5000 write=1000 write1h=2000]]',
      model: (options = {}) =>
        new host.anthropic.ChatAnthropic({
          model: 'claude-sonnet-4-5',
          apiKey,
          anthropicApiUrl: provider.anthropicUrl,
          clientOptions: fetch,
          ...options,
        }),
    },
    {
      name: 'Google',
      book,
      directive: cached,
      // Its SDK takes no fetch: with a tap the global one is replaced.
      model: (options = {}) =>
        new host.googleGenai.ChatGoogleGenerativeAI({
          model: 'gemini-2.5-flash',
          apiKey,
          baseUrl: provider.googleUrl,
          ...options,
        }),
    },
    {
      name: 'OpenAI-compatible',
      book: compatible,
      directive: '',
      model: (options = {}) =>
        new host.openai.ChatOpenAI({
          model: 'acme-1',
          apiKey,
          configuration: { baseURL: compatible.url, ...fetch },
          metadata: { ls_provider: 'acme-llm' },
          ...options,
        }),
    },
  ]
}
