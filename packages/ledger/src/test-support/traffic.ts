import type { CostRecord } from '@tokentoll/core'
import { costRecord } from '@tokentoll/core/testing'

const tasks = ['main-chat', 'egress-guard', 'summarization', undefined]
const models = [
  { provider: 'openai', model: 'gpt-4o' },
  { provider: 'anthropic', model: 'claude-opus-4' },
  { provider: 'google', model: 'gemini-2.5-pro' },
]
const statuses = ['priced', 'priced', 'estimated', 'unpriced', 'reported'] as const

/** Calls of the 40 days before `now` that differ in everything, the same ones each time. */
export function trafficRecords(count: number, now: Date): readonly CostRecord[] {
  const random = generator(17)
  return Array.from({ length: count }, (_, index) => {
    const tenant = Math.floor(random() * 6)
    const status = statuses[Math.floor(random() * statuses.length)] ?? 'priced'
    const isFree = status === 'unpriced'
    const user = Math.floor(random() * 5)
    return costRecord({
      id: `traffic-${index}`,
      timestamp: now.getTime() - Math.floor(random() * 40 * 86_400_000) - 1,
      ...models[index % models.length],
      attribution: {
        tenantId: tenant === 0 ? undefined : `tenant-${tenant}`,
        userId: user === 0 ? undefined : `user-${user}`,
        task: tasks[index % tasks.length],
        conversationId: index % 5 === 0 ? undefined : `conversation-${index % 40}`,
      },
      usage: { inputTokens: Math.floor(random() * 5000), outputTokens: index % 11 === 0 ? undefined : 100 },
      outcome: index % 13 === 0 ? 'error' : 'success',
      cost: {
        inputPicoUsd: isFree ? 0 : Math.floor(random() * 9_000_000_001),
        outputPicoUsd: isFree ? 0 : Math.floor(random() * 7_000_000_003),
        status,
        isEstimated: status === 'estimated',
      },
    })
  })
}

// Park and Miller's generator: tests must draw the same numbers each time.
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
