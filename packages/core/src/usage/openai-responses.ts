import type { RecordFlag } from '../record/cost-record.ts'
import { countOf, ownFields } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/** OpenAI Responses API and images: `input_tokens` includes cached ones, `output_tokens` includes reasoning. */
export const openaiResponses: UsageReader = {
  shape: 'openai-responses',
  matches: (raw, provider) =>
    'input_tokens_details' in raw ||
    'output_tokens_details' in raw ||
    (('input_tokens' in raw || 'output_tokens' in raw) &&
      'total_tokens' in raw &&
      !/anthropic/i.test(provider)),
  read(raw) {
    const flags: RecordFlag[] = []
    const prompt = ownFields(raw['input_tokens_details'])
    const completed = ownFields(raw['output_tokens_details'])
    const input = countOf(raw['input_tokens'], flags)
    const output = countOf(raw['output_tokens'], flags)
    const total = countOf(raw['total_tokens'], flags)
    if (total !== undefined && total !== (input ?? 0) + (output ?? 0)) flags.push('total_mismatch')
    return {
      usage: {
        inputTokens: input,
        outputTokens: output ?? (input === undefined ? undefined : 0),
        cacheReadTokens: countOf(prompt['cached_tokens'], flags),
        cacheWriteTokens: countOf(prompt['cache_write_tokens'], flags),
        inputAudioTokens: countOf(prompt['audio_tokens'], flags),
        inputImageTokens: countOf(prompt['image_tokens'], flags),
        reasoningTokens: countOf(completed['reasoning_tokens'], flags),
        outputAudioTokens: countOf(completed['audio_tokens'], flags),
        outputImageTokens: countOf(completed['image_tokens'], flags),
      },
      flags,
    }
  },
}
