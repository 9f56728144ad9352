import type { RecordFlag } from '../record/cost-record.ts'
import { countOf, ownFields, sumKnown } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/**
 * Gemini `usageMetadata`: cached tokens are inside `promptTokenCount`; thoughts are outside
 * `candidatesTokenCount` and billed as output; tool-use prompts are billed as input.
 */
export const google: UsageReader = {
  shape: 'google',
  matches: (raw) => 'promptTokenCount' in raw || 'candidatesTokenCount' in raw || 'totalTokenCount' in raw,
  read(raw) {
    const flags: RecordFlag[] = []
    const prompt = raw['promptTokensDetails']
    const candidate = raw['candidatesTokensDetails']
    const thoughts = countOf(raw['thoughtsTokenCount'], flags)
    const candidates = countOf(raw['candidatesTokenCount'], flags)
    const input = sumKnown(
      countOf(raw['promptTokenCount'], flags),
      countOf(raw['toolUsePromptTokenCount'], flags),
    )
    // proto3 JSON leaves out fields that are 0.
    const output = sumKnown(candidates, thoughts) ?? (input === undefined ? undefined : 0)
    const total = countOf(raw['totalTokenCount'], flags)
    if (total !== undefined && total !== (input ?? 0) + (output ?? 0)) flags.push('total_mismatch')
    return {
      usage: {
        inputTokens: input,
        outputTokens: output,
        cacheReadTokens: countOf(raw['cachedContentTokenCount'], flags),
        reasoningTokens: thoughts,
        inputAudioTokens: modality(prompt, 'AUDIO', flags),
        cacheReadAudioTokens: modality(raw['cacheTokensDetails'], 'AUDIO', flags),
        inputImageTokens: modality(prompt, 'IMAGE', flags),
        inputVideoTokens: modality(prompt, 'VIDEO', flags),
        outputAudioTokens: modality(candidate, 'AUDIO', flags),
        outputImageTokens: modality(candidate, 'IMAGE', flags),
      },
      flags,
      serviceTier: trafficTier(raw['trafficType']),
    }
  },
}

function modality(entries: unknown, name: string, flags: RecordFlag[]): number | undefined {
  if (!Array.isArray(entries)) return undefined
  const ofModality = entries.map(ownFields).filter((entry) => entry['modality'] === name)
  return sumKnown(...ofModality.map((entry) => countOf(entry['tokenCount'], flags)))
}

// Vertex AI names the tier that served the call; provisioned throughput is not billed by token.
function trafficTier(value: unknown): string | undefined {
  if (value === 'ON_DEMAND_PRIORITY') return 'priority'
  if (value === 'ON_DEMAND_FLEX') return 'flex'
  if (value === 'ON_DEMAND') return 'standard'
  return undefined
}
