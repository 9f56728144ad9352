import type { Peer } from './peer.ts'

/** Its own names of the providers. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'aws',
  'google-vertex': 'google',
  xai: 'x-ai',
}
const program = `import { calcPrice } from '@pydantic/genai-prices'; console.log(calcPrice({ input_tokens: 1 }, 'gpt-4o'))`

export const genaiPrices: Peer = {
  name: 'genai-prices, provider given',
  async load() {
    const { calcPrice } = await import('@pydantic/genai-prices')
    return ({ provider, model }, { input, cacheRead, output }) => {
      const usage = { input_tokens: input, cache_read_tokens: cacheRead, output_tokens: output }
      const options = { providerId: PROVIDERS[provider] ?? provider }
      return () => calcPrice(usage, model, options)?.total_price
    }
  },
  program,
}

export const genaiPricesWithoutProvider: Peer = {
  name: 'genai-prices',
  async load() {
    const { calcPrice } = await import('@pydantic/genai-prices')
    return ({ model }, { input, cacheRead, output }) => {
      const usage = { input_tokens: input, cache_read_tokens: cacheRead, output_tokens: output }
      return () => calcPrice(usage, model)?.total_price
    }
  },
  program,
}
