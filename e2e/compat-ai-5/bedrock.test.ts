import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock'
import { wrapProvider } from '@tokentoll/ai-sdk'
import { describeBedrock } from '@tokentoll/ai-sdk/contract'
import { generateText } from 'ai'
import { describe } from 'vitest'

describe('Bedrock on AI SDK 5', () =>
  describeBedrock((settings, modelId, meter) => {
    const bedrock = wrapProvider(createAmazonBedrock(settings), { meter })
    return generateText({ model: bedrock(modelId), prompt: 'Hello' })
  }))
