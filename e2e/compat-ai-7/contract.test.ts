import { createAnthropic } from '@ai-sdk/anthropic'
import { createCohere } from '@ai-sdk/cohere'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import * as ai from 'ai'
import { describeContract, type ContractHost, type ContractSdk } from '@tokentoll/ai-sdk/contract'

const host: ContractHost = {
  major: 7,
  sdk: { ...ai, Agent: ai.ToolLoopAgent } as unknown as ContractSdk,
  providers: ({ openaiUrl, anthropicUrl, googleUrl, fetch }) => {
    const common = { apiKey: 'test', ...(fetch === undefined ? {} : { fetch }) }
    return {
      openai: createOpenAI({ ...common, baseURL: openaiUrl }),
      anthropic: createAnthropic({ ...common, baseURL: anthropicUrl }),
      google: createGoogle({ ...common, baseURL: googleUrl }),
      cohere: createCohere({ ...common }),
    }
  },
  // The casts say which kind of model it is; that the middleware fits is for the compiler to say.
  wrapLanguage: (model, middleware) =>
    ai.wrapLanguageModel({ model: model as Parameters<typeof ai.wrapLanguageModel>[0]['model'], middleware }),
  wrapEmbedding: (model, middleware) =>
    ai.wrapEmbeddingModel({
      model: model as Parameters<typeof ai.wrapEmbeddingModel>[0]['model'],
      middleware,
    }),
  wrapImage: (model, middleware) =>
    ai.wrapImageModel({ model: model as Parameters<typeof ai.wrapImageModel>[0]['model'], middleware }),
  telemetry: (settings) => ({ telemetry: settings }),
}

describeContract(host)
