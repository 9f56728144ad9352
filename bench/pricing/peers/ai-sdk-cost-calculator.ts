import type { Peer } from './peer.ts'

/** It takes no provider, and throws for a model it does not know. */
export const aiSdkCostCalculator: Peer = {
  name: 'ai-sdk-cost-calculator',
  async load() {
    const { calculateCost } = await import('ai-sdk-cost-calculator')
    return ({ model }, { input, cacheRead, output }) => {
      const options = {
        model,
        usage: {
          inputTokens: input,
          outputTokens: output,
          totalTokens: input + output,
          inputTokenDetails: {
            noCacheTokens: input - cacheRead,
            cacheReadTokens: cacheRead,
            cacheWriteTokens: 0,
          },
          outputTokenDetails: { textTokens: output, reasoningTokens: 0 },
        },
      }
      return () => {
        try {
          return calculateCost(options).totalCost
        } catch {
          return undefined
        }
      }
    }
  },
  program: `import { calculateCost } from 'ai-sdk-cost-calculator'; console.log(calculateCost({ model: 'gpt-4o', usage: {} }))`,
}
