import type { Peer } from './peer.ts'

export const llmZoo: Peer = {
  name: 'llm-zoo',
  async load() {
    const { cost, resolve } = await import('llm-zoo')
    return ({ model }, { input, cacheRead, output }) => {
      const tokens = { input, output, cached: cacheRead }
      return () => {
        const config = resolve(model)
        return config === undefined ? undefined : cost(config, tokens)
      }
    }
  },
  program: `import { cost, resolve } from 'llm-zoo'; console.log(cost(resolve('gpt-4o'), { input: 1, output: 1 }))`,
}
