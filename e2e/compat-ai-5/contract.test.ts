import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { describeContract, type ContractHost, type ContractSdk } from '@tokentoll/ai-sdk/contract'
import * as ai from 'ai'

const host: ContractHost = {
  major: 5,
  sdk: {
    ...ai,
    generateImage: ai.experimental_generateImage,
    generateSpeech: ai.experimental_generateSpeech,
    transcribe: ai.experimental_transcribe,
    Agent: ai.Experimental_Agent,
  } as unknown as ContractSdk,
  providers: ({ openaiUrl, anthropicUrl, googleUrl, fetch }) => {
    const common = { apiKey: 'test', ...(fetch === undefined ? {} : { fetch }) }
    return {
      openai: createOpenAI({ ...common, baseURL: openaiUrl }),
      anthropic: createAnthropic({ ...common, baseURL: anthropicUrl }),
      google: createGoogleGenerativeAI({ ...common, baseURL: googleUrl }),
    }
  },
  // The cast says which kind of model it is; that the middleware fits is for the compiler to say.
  wrapLanguage: (model, middleware) =>
    ai.wrapLanguageModel({ model: model as Parameters<typeof ai.wrapLanguageModel>[0]['model'], middleware }),
  telemetry: (settings) => ({ experimental_telemetry: settings }),
}

describeContract(host)
