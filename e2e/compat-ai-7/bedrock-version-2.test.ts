import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import { registerTokentoll, wrapProvider } from '@tokentoll/ai-sdk'
import { describeBedrock } from '@tokentoll/ai-sdk/contract'
import { generateText } from 'ai'
import { describe } from 'vitest'

describe('a Bedrock model of version 2 inside AI SDK 7', () => {
  describe('wrapped', () =>
    describeBedrock((settings, modelId, meter) => {
      const bedrock = wrapProvider(createAmazonBedrock(settings), { meter })
      return generateText({ model: bedrock(modelId), prompt: 'Hello' })
    }))

  describe('registered', () =>
    describeBedrock(async (settings, modelId, meter) => {
      const registration = registerTokentoll({ meter })
      await generateText({ model: createAmazonBedrock(settings)(modelId), prompt: 'Hello' })
      registration.unregister()
    }))
})
