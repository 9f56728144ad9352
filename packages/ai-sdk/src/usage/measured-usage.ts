import type { CallEnd, RecordFlag, Usage } from '@tokentoll/core'

/** What could be learned of a call's size and bill. */
export interface MeasuredUsage {
  readonly usage: Usage | undefined
  readonly usageSource: NonNullable<CallEnd['usageSource']>
  readonly usageConfidence: NonNullable<CallEnd['usageConfidence']>
  readonly flags: readonly RecordFlag[]
  readonly serviceTier: string | undefined
  readonly region: string | undefined
  readonly reportedCostUsd: CallEnd['reportedCostUsd']
  readonly parts: CallEnd['parts']
}
