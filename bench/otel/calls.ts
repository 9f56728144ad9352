import { createMeter, type CostRecord } from '@tokentoll/core'

/** Sets of provider, model, tenant and task; each has the same seven points. */
export const sets = 1000
const models = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['anthropic', 'claude-3-haiku'],
  ['google', 'gemini-2.5-pro'],
] as const

export interface CallLabels {
  readonly provider: string
  readonly model: string
  readonly tenantId: string
  readonly task: string
}

/** The labels of one set, in strings that nobody has hashed yet, as they come out of a request. */
export function labelsOf(index: number): CallLabels {
  const set = index % sets
  const [provider, model] = models[set % 5]!
  const fresh = (text: string): string => Buffer.from(text).toString('latin1')
  return {
    provider,
    model,
    tenantId: fresh(`tenant-${Math.floor(set / 40)}`),
    task: fresh(`task-${Math.floor(set / 5) % 8}`),
  }
}

/** Priced records, made by the meter. */
export function makeRecords(count: number, labels: (index: number) => CallLabels = labelsOf): CostRecord[] {
  const meter = createMeter({ dedupeSize: 1 })
  return Array.from({ length: count }, (_, index) => {
    const { provider, model, tenantId, task } = labels(index)
    return meter.record({
      provider,
      model,
      integration: 'bench',
      attribution: { tenantId, task, userId: 'ada', conversationId: 'c-1' },
      startedAt: 1_700_000_000_000,
      endedAt: 1_700_000_000_000 + 300 + (index % 700),
      usage: { inputTokens: 1000 + (index % 100), outputTokens: 200 },
    })!
  })
}
