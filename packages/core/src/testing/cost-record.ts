import type { CostRecord, RecordedCost } from '../record/cost-record.ts'
import { uuidV7 } from '../record/uuid.ts'

/** What a test wants to differ from the ordinary record. */
export interface CostRecordParts extends Partial<Omit<CostRecord, 'cost'>> {
  readonly cost?: Partial<RecordedCost>
}

/** A valid record: gpt-4o, 1,000 input and 100 output tokens, $0.0035, tenant `acme-corp`. Parts replace fields. */
export function costRecord(parts: CostRecordParts = {}): CostRecord {
  const timestamp = parts.timestamp ?? Date.now()
  const inputPicoUsd = parts.cost?.inputPicoUsd ?? 2_500_000_000
  const outputPicoUsd = parts.cost?.outputPicoUsd ?? 1_000_000_000
  return {
    id: uuidV7(timestamp),
    timestamp,
    durationMs: 250,
    operation: 'chat',
    provider: 'openai',
    model: 'gpt-4o',
    requestModel: 'gpt-4o',
    attribution: { tenantId: 'acme-corp', userId: 'ada', task: 'main-chat', conversationId: 'c-1' },
    usage: { inputTokens: 1000, outputTokens: 100 },
    usageSource: 'raw_usage',
    usageConfidence: 'exact',
    outcome: 'success',
    cached: false,
    flags: [],
    integration: 'test',
    ...parts,
    cost: {
      status: 'priced',
      isEstimated: false,
      priceVersion: 'test',
      pricedModel: 'gpt-4o',
      matchedBy: 'exact',
      serviceTier: 'standard',
      ...parts.cost,
      inputPicoUsd,
      outputPicoUsd,
      totalPicoUsd: parts.cost?.totalPicoUsd ?? inputPicoUsd + outputPicoUsd,
    },
  }
}
