import { aiSdkCostCalculator } from './ai-sdk-cost-calculator.ts'
import { floor } from './floor.ts'
import { genaiPrices, genaiPricesWithoutProvider } from './genai-prices.ts'
import { llmZoo } from './llm-zoo.ts'
import type { Peer } from './peer.ts'
import { tokenlens } from './tokenlens.ts'
import { tokentoll } from './tokentoll.ts'

export const peers: readonly Peer[] = [
  tokentoll,
  floor,
  genaiPrices,
  genaiPricesWithoutProvider,
  aiSdkCostCalculator,
  tokenlens,
  llmZoo,
]
