import type { Peer } from './peer.ts'

export const tokenlens: Peer = {
  name: 'tokenlens',
  async load() {
    const { costFromUsage } = await import('tokenlens')
    return ({ provider, model }, { input, output }) => {
      const question = { id: `${provider}:${model}`, usage: { input_tokens: input, output_tokens: output } }
      return () => costFromUsage(question)
    }
  },
  program: `import { costFromUsage } from 'tokenlens'; console.log(costFromUsage({ id: 'openai:gpt-4o', usage: {} }))`,
}
