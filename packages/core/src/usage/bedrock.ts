import type { RecordFlag } from '../record/cost-record.ts'
import { countOf, ownFields, sumKnown } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/** Bedrock Converse: `inputTokens` leaves cache reads and writes out; `cacheDetails` names the lifetimes. */
export const bedrock: UsageReader = {
  shape: 'bedrock',
  matches: (raw, provider) =>
    'cacheReadInputTokens' in raw ||
    'cacheWriteInputTokens' in raw ||
    (('inputTokens' in raw || 'outputTokens' in raw) && /bedrock|amazon|aws/i.test(provider)),
  read(raw) {
    const flags: RecordFlag[] = []
    const read = countOf(raw['cacheReadInputTokens'], flags)
    const written = countOf(raw['cacheWriteInputTokens'], flags)
    const input = sumKnown(countOf(raw['inputTokens'], flags), read, written)
    const output = countOf(raw['outputTokens'], flags)
    const total = countOf(raw['totalTokens'], flags)
    if (total !== undefined && total !== (input ?? 0) + (output ?? 0)) flags.push('total_mismatch')
    const details = raw['cacheDetails']
    const oneHour = Array.isArray(details)
      ? sumKnown(
          ...details
            .map(ownFields)
            .filter((detail) => detail['ttl'] === '1h')
            .map((detail) => countOf(detail['inputTokens'], flags)),
        )
      : undefined
    return {
      usage: {
        inputTokens: input,
        outputTokens: output,
        cacheReadTokens: read,
        cacheWriteTokens: written,
        cacheWrite1hTokens: oneHour,
      },
      flags,
    }
  },
}
