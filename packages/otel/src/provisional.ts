import type { CostRecord } from '@tokentoll/core'

/** Whether a record says that it is not final: only such a one is ever replaced by a correction. */
export function isProvisional({ outcome, usageConfidence, cost }: CostRecord): boolean {
  return (
    cost.isEstimated ||
    usageConfidence === 'estimated' ||
    usageConfidence === 'missing' ||
    outcome === 'aborted' ||
    outcome === 'abandoned'
  )
}
