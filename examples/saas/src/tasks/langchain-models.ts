import { ChatAnthropic } from '@langchain/anthropic'
import { ChatOpenAI } from '@langchain/openai'
import type { Endpoints } from '../run/endpoints.ts'

/** The LangChain models of the product. The real client classes; only the address differs in the demonstration. */
export interface LangChainModels {
  readonly openai: (model: string, options?: { readonly responses?: boolean }) => ChatOpenAI
  readonly anthropic: (model: string) => ChatAnthropic
}

export function createLangChainModels({ openai, anthropic }: Endpoints): LangChainModels {
  return {
    openai: (model, options = {}) =>
      new ChatOpenAI({
        model,
        apiKey: openai.apiKey,
        maxRetries: 2,
        streamUsage: true,
        useResponsesApi: options.responses === true,
        ...(openai.baseURL === undefined ? {} : { configuration: { baseURL: openai.baseURL } }),
      }),
    anthropic: (model) =>
      new ChatAnthropic({
        model,
        apiKey: anthropic.apiKey,
        maxTokens: 1024,
        maxRetries: 2,
        ...(anthropic.baseURL === undefined ? {} : { anthropicApiUrl: anthropic.baseURL }),
      }),
  }
}
