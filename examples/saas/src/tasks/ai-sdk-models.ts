import { createAnthropic, type AnthropicProvider } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI, type GoogleGenerativeAIProvider } from '@ai-sdk/google'
import { createOpenAI, type OpenAIProvider } from '@ai-sdk/openai'
import type { Endpoints } from '../run/endpoints.ts'

/** The AI SDK providers of the product, as an application makes them. */
export interface AiSdkModels {
  readonly openai: OpenAIProvider
  readonly anthropic: AnthropicProvider
  readonly google: GoogleGenerativeAIProvider
}

export function createAiSdkModels({ openai, anthropic, google }: Endpoints): AiSdkModels {
  const withVersion = (baseURL: string, version: string): string =>
    baseURL.endsWith(version) ? baseURL : baseURL + version
  return {
    openai: createOpenAI(openai),
    anthropic: createAnthropic({
      apiKey: anthropic.apiKey,
      ...(anthropic.baseURL === undefined ? {} : { baseURL: withVersion(anthropic.baseURL, '/v1') }),
    }),
    google: createGoogleGenerativeAI({
      apiKey: google.apiKey,
      ...(google.baseURL === undefined ? {} : { baseURL: withVersion(google.baseURL, '/v1beta') }),
    }),
  }
}
