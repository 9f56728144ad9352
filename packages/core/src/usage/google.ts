import { at, createCountReader, isFields, sumKnown } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/**
 * Gemini `usageMetadata`: cached tokens are inside `promptTokenCount`; thoughts are outside
 * `candidatesTokenCount` and billed as output; tool-use prompts are billed as input.
 */
export const google: UsageReader = {
  shape: 'google',
  matches: (raw) => 'promptTokenCount' in raw || 'candidatesTokenCount' in raw || 'totalTokenCount' in raw,
  read(raw) {
    const { count, flags } = createCountReader(raw)
    const thoughts = count('thoughtsTokenCount')
    const candidates = count('candidatesTokenCount')
    const input = sumKnown(count('promptTokenCount'), count('toolUsePromptTokenCount'))
    // proto3 JSON leaves out fields that are 0.
    const output = sumKnown(candidates, thoughts) ?? (input === undefined ? undefined : 0)
    const total = count('totalTokenCount')
    if (total !== undefined && total !== (input ?? 0) + (output ?? 0)) flags.push('total_mismatch')
    const promptAudio = modality(raw, 'promptTokensDetails', 'AUDIO')
    return {
      usage: {
        inputTokens: input,
        outputTokens: output,
        cacheReadTokens: count('cachedContentTokenCount'),
        reasoningTokens: thoughts,
        inputAudioTokens: promptAudio,
        cacheReadAudioTokens: modality(raw, 'cacheTokensDetails', 'AUDIO'),
        inputImageTokens: modality(raw, 'promptTokensDetails', 'IMAGE'),
        inputVideoTokens: modality(raw, 'promptTokensDetails', 'VIDEO'),
        outputAudioTokens: modality(raw, 'candidatesTokensDetails', 'AUDIO'),
        outputImageTokens: modality(raw, 'candidatesTokensDetails', 'IMAGE'),
      },
      flags,
      serviceTier: trafficTier(at(raw, 'trafficType')),
    }
  },
}

function modality(raw: unknown, list: string, name: string): number | undefined {
  const entries = at(raw, list)
  if (!Array.isArray(entries)) return undefined
  const ofModality = entries.filter((entry) => isFields(entry) && entry['modality'] === name)
  return sumKnown(...ofModality.map((entry) => createCountReader(entry).count('tokenCount')))
}

// Vertex AI names the tier that served the call; provisioned throughput is not billed by token.
function trafficTier(value: unknown): string | undefined {
  if (value === 'ON_DEMAND_PRIORITY') return 'priority'
  if (value === 'ON_DEMAND_FLEX') return 'flex'
  if (value === 'ON_DEMAND') return 'standard'
  return undefined
}
