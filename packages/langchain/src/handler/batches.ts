import type { CallEnd } from '@tokentoll/core'
import { fieldsOf } from '../fields.ts'
import type { BatchUsage } from './run-table.ts'

/** The requests of legacy classes that carry several prompts, each of which is a run of its own. */
export interface Batches {
  /** The batch that a starting run belongs to; undefined when it has a request to itself. */
  of(extraParams: unknown): BatchUsage | undefined
  /** What the batch's other runs have to say about their usage. */
  settle(batch: BatchUsage | undefined, end: CallEnd): CallEnd
}

export function createBatches(): Batches {
  // LangChain hands the same object to all runs of one request.
  const batches = new WeakMap<object, BatchUsage>()
  return {
    of(extraParams) {
      const size = fieldsOf(extraParams)['batch_size']
      if (typeof size !== 'number' || size < 2 || typeof extraParams !== 'object' || extraParams === null)
        return undefined
      const known = batches.get(extraParams)
      if (known !== undefined) return known
      const batch: BatchUsage = { reported: false }
      batches.set(extraParams, batch)
      return batch
    },
    settle(batch, end) {
      if (batch === undefined || end.cached === true) return end
      if (end.usage !== undefined) {
        batch.reported = true
        return end
      }
      // The first run carries the usage of the whole request: here it is 0, and known to be.
      return batch.reported
        ? { ...end, usage: { inputTokens: 0, outputTokens: 0 }, usageSource: 'token_usage' }
        : end
    },
  }
}
