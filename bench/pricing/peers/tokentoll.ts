import type { Peer } from './peer.ts'

const BUILT = new URL('../../../packages/pricing/dist/index.js', import.meta.url)

/** The built package, as users load it. */
export const tokentoll: Peer = {
  name: 'tokentoll',
  async load() {
    const { createPriceBook } = (await import(BUILT.href)) as typeof import('@tokentoll/pricing')
    const book = createPriceBook()
    return ({ provider, model }, { input, cacheRead, output }) => {
      const usage = { inputTokens: input, outputTokens: output, cacheReadTokens: cacheRead }
      const request = { provider, model, usage }
      return () => {
        const cost = book.calculate(request)
        return cost.status === 'unpriced' ? undefined : cost.totalCostUsd
      }
    }
  },
  program: `import { createPriceBook } from ${JSON.stringify(BUILT.pathname)}; console.log(createPriceBook())`,
}
