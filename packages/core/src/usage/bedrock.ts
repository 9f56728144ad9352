import { at, createCountReader, isFields, sumKnown } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/** Bedrock Converse: `inputTokens` leaves cache reads and writes out; `cacheDetails` names the lifetimes. */
export const bedrock: UsageReader = {
  shape: 'bedrock',
  matches: (raw, provider) =>
    'cacheReadInputTokens' in raw ||
    'cacheWriteInputTokens' in raw ||
    (('inputTokens' in raw || 'outputTokens' in raw) && /bedrock|amazon|aws/.test(provider)),
  read(raw) {
    const { count, flags } = createCountReader(raw)
    const read = count('cacheReadInputTokens')
    const written = count('cacheWriteInputTokens')
    const input = sumKnown(count('inputTokens'), read, written)
    const output = count('outputTokens')
    const total = count('totalTokens')
    if (total !== undefined && total !== (input ?? 0) + (output ?? 0)) flags.push('total_mismatch')
    const details = at(raw, 'cacheDetails')
    const oneHour = Array.isArray(details)
      ? sumKnown(
          ...details
            .filter((detail) => isFields(detail) && detail['ttl'] === '1h')
            .map((detail) => createCountReader(detail).count('inputTokens')),
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
