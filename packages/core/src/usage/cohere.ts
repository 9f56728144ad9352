import type { UsageUnit } from '@tokentoll/pricing'
import type { RecordFlag } from '../record/cost-record.ts'
import { countOf, ownFields } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/** Cohere: `billed_units` is what the invoice counts, `tokens` what the model saw. */
export const cohere: UsageReader = {
  shape: 'cohere',
  matches: (raw) => 'billed_units' in raw,
  read(raw) {
    const flags: RecordFlag[] = []
    const billed = ownFields(raw['billed_units'])
    const searches = countOf(billed['search_units'], flags)
    const units: Partial<Record<UsageUnit, number>> | undefined =
      searches === undefined ? undefined : { rerankSearch: searches }
    const input = countOf(billed['input_tokens'], flags)
    return {
      usage: {
        inputTokens: input,
        outputTokens: countOf(billed['output_tokens'], flags) ?? (input === undefined ? undefined : 0),
        cacheReadTokens: countOf(raw['cached_tokens'], flags),
        units,
      },
      flags,
    }
  },
}
