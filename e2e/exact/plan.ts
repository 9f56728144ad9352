import type { Usage } from '@tokentoll/core'

/** How much traffic there is, and what happens to it. */
export interface Plan {
  readonly calls: number
  readonly tenants: number
  readonly conversations: number
  readonly durationMs: number
  readonly outageMs: number
  /** How long Prometheus is away, from 0.62 of the traffic on, while the collector keeps its samples. 0: it stays. */
  readonly prometheusOutageMs: number
  readonly exportIntervalMs: number
}

/** One call of the plan. */
export interface PlannedCall {
  readonly provider: string
  readonly model: string
  readonly tenantId: string
  readonly userId: string
  readonly task: string
  readonly conversationId: string
  readonly usage: Usage
  readonly durationMs: number
}

const models = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-3-haiku'],
  ['openai', 'gpt-4'],
] as const
const tasks = [
  'main-chat',
  'egress-guard',
  'pii-sanitizer',
  'document-analysis',
  'compliance-check',
  'summarization',
  'entity-extraction',
  'classification',
]

/** A few tenants are busy, most are not: the quiet ones are those whose money counters lose. */
export function plannedCall(plan: Plan, index: number): PlannedCall {
  const random = numbersOf(index)
  const conversation = Math.floor(random() * plan.conversations)
  const ofConversation = numbersOf(1_000_000_007 + conversation)
  const tenant = Math.floor(ofConversation() ** 3 * plan.tenants)
  const [provider, model] = models[Math.floor(random() ** 2 * models.length)]!
  return {
    provider,
    model,
    tenantId: `tenant-${String(tenant + 1).padStart(2, '0')}`,
    userId: `user-${tenant}-${Math.floor(ofConversation() * 10)}`,
    task: tasks[Math.floor(random() * tasks.length)]!,
    conversationId: `conversation-${conversation}`,
    usage: {
      inputTokens: 100 + Math.floor(random() ** 4 * 8000),
      outputTokens: 10 + Math.floor(random() ** 3 * 1200),
    },
    durationMs: 200 + Math.floor(random() * 4000),
  }
}

/** Numbers in [0, 1), the same for the same seed: mulberry32. */
function numbersOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
