import type { EmbeddingsInterface } from '@langchain/core/embeddings'
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
  readonly modelName: string
  /** The model that a budget asks for instead. */
  readonly cheaperModelName: string
  /** A model with the given options; `fetch` where the class takes one. */
  model(options?: object): BaseChatModel
  /** The embeddings of the same provider, where it has any. */
  readonly embeddings?: () => EmbeddingsInterface
}

export interface ColumnsOptions {
  readonly host: Host
  readonly provider: Provider
  readonly compatible: CompatibleServer
  readonly tap: TappedFetch | undefined
}

const apiKey = 'loopback'
const cached = '[[usage in=2006 out=300 cached=1920 reasoning=192]]'

/** OpenAI, Azure, Anthropic and Google, as far as the version has their classes, and a server like OpenAI's. */
export function columnsOf(options: ColumnsOptions): readonly Column[] {
  return [
    ...openaiColumns(options),
    anthropicColumn(options),
    ...googleColumns(options),
    compatibleColumn(options),
  ]
}

function openaiColumns({ host, provider, tap }: ColumnsOptions): readonly Column[] {
  const { ChatOpenAI, OpenAIEmbeddings, AzureChatOpenAI, AzureOpenAIEmbeddings } = host.openai
  const models = { modelName: 'gpt-4.1-mini', cheaperModelName: 'gpt-4.1-nano' }
  const shared = { book: bookOf(provider), directive: cached, ...models }
  const embeddingModel = 'text-embedding-3-small'
  const fetch = fetchOf(tap)
  const openai = { apiKey, configuration: { baseURL: provider.openaiUrl, ...fetch } }
  // Where a deployment stands in the address, its name says nothing of the model.
  const azure = {
    azureOpenAIApiKey: apiKey,
    azureOpenAIApiVersion: '2024-10-21',
    azureOpenAIApiDeploymentName: 'our-deployment',
    azureOpenAIBasePath: `${provider.url}/openai/deployments`,
    configuration: fetch,
  }
  return [
    {
      ...shared,
      name: 'OpenAI chat',
      model: (options) => new ChatOpenAI({ model: models.modelName, ...openai, ...options }),
      embeddings: () => new OpenAIEmbeddings({ model: embeddingModel, ...openai }),
    },
    {
      ...shared,
      name: 'OpenAI responses',
      model: (options) =>
        new ChatOpenAI({ model: models.modelName, useResponsesApi: true, ...openai, ...options }),
    },
    {
      ...shared,
      name: 'Azure OpenAI',
      model: (options) => new AzureChatOpenAI({ model: models.modelName, ...azure, ...options }),
      embeddings: () => new AzureOpenAIEmbeddings({ model: embeddingModel, ...azure }),
    },
  ]
}

function anthropicColumn({ host, provider, tap }: ColumnsOptions): Column {
  return {
    name: 'Anthropic',
    book: bookOf(provider),
    directive: '[[usage in=8021 out=300 cached=5000 write=1000 write1h=2000]]',
    modelName: 'claude-sonnet-4-5',
    cheaperModelName: 'claude-haiku-4-5',
    model: (options) =>
      new host.anthropic.ChatAnthropic({
        model: 'claude-sonnet-4-5',
        apiKey,
        anthropicApiUrl: provider.anthropicUrl,
        clientOptions: fetchOf(tap),
        ...options,
      }),
  }
}

// Neither class takes a fetch: with a tap the global one is replaced.
function googleColumns({ host, provider }: ColumnsOptions): readonly Column[] {
  const models = { modelName: 'gemini-2.5-flash', cheaperModelName: 'gemini-2.5-flash-lite' }
  const shared = { book: bookOf(provider), directive: cached, ...models }
  const { ChatGoogleGenerativeAI, GoogleGenerativeAIEmbeddings } = host.googleGenai
  const genai = { apiKey, baseUrl: provider.googleUrl }
  const separate: Column = {
    ...shared,
    name: 'Google',
    model: (options) => new ChatGoogleGenerativeAI({ model: models.modelName, ...genai, ...options }),
    embeddings: () => new GoogleGenerativeAIEmbeddings({ model: 'gemini-embedding-001', ...genai }),
  }
  const { google } = host
  if (google === undefined) return [separate]
  const unified: Column = {
    ...shared,
    name: 'Google, `ChatGoogle`',
    model: (options) =>
      new google.ChatGoogle({
        model: models.modelName,
        apiKey,
        endpoint: provider.googleUrl,
        ...options,
      }),
  }
  return [separate, unified]
}

function compatibleColumn({ host, compatible, tap }: ColumnsOptions): Column {
  return {
    name: 'OpenAI-compatible',
    book: compatible,
    directive: '',
    modelName: 'acme-1',
    cheaperModelName: 'acme-1-mini',
    model: (options) =>
      new host.openai.ChatOpenAI({
        model: 'acme-1',
        apiKey,
        configuration: { baseURL: compatible.url, ...fetchOf(tap) },
        metadata: { ls_provider: 'acme-llm' },
        ...options,
      }),
  }
}

function fetchOf(tap: TappedFetch | undefined): { readonly fetch?: TappedFetch } {
  return tap === undefined ? {} : { fetch: tap }
}
