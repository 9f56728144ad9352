import { createCountReader } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/** OpenAI Responses API and images: `input_tokens` includes cached ones, `output_tokens` includes reasoning. */
export const openaiResponses: UsageReader = {
  shape: 'openai-responses',
  matches: (raw, provider) =>
    'input_tokens_details' in raw ||
    'output_tokens_details' in raw ||
    (('input_tokens' in raw || 'output_tokens' in raw) &&
      'total_tokens' in raw &&
      !provider.includes('anthropic')),
  read(raw) {
    const { count, flags } = createCountReader(raw)
    const input = count('input_tokens')
    const output = count('output_tokens')
    const total = count('total_tokens')
    if (total !== undefined && total !== (input ?? 0) + (output ?? 0)) flags.push('total_mismatch')
    return {
      usage: {
        inputTokens: input,
        outputTokens: output ?? (input === undefined ? undefined : 0),
        cacheReadTokens: count('input_tokens_details', 'cached_tokens'),
        cacheWriteTokens: count('input_tokens_details', 'cache_write_tokens'),
        inputAudioTokens: count('input_tokens_details', 'audio_tokens'),
        inputImageTokens: count('input_tokens_details', 'image_tokens'),
        reasoningTokens: count('output_tokens_details', 'reasoning_tokens'),
        outputAudioTokens: count('output_tokens_details', 'audio_tokens'),
        outputImageTokens: count('output_tokens_details', 'image_tokens'),
      },
      flags,
    }
  },
}
