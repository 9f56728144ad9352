import type { UsageUnit } from '@tokentoll/pricing'
import { createCountReader } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/** Cohere: `billed_units` is what the invoice counts, `tokens` what the model saw. */
export const cohere: UsageReader = {
  shape: 'cohere',
  matches: (raw) => 'billed_units' in raw,
  read(raw) {
    const { count, flags } = createCountReader(raw)
    const searches = count('billed_units', 'search_units')
    const units: Partial<Record<UsageUnit, number>> | undefined =
      searches === undefined ? undefined : { rerankSearch: searches }
    const input = count('billed_units', 'input_tokens')
    return {
      usage: {
        inputTokens: input,
        outputTokens: count('billed_units', 'output_tokens') ?? (input === undefined ? undefined : 0),
        cacheReadTokens: count('cached_tokens'),
        units,
      },
      flags,
    }
  },
}
