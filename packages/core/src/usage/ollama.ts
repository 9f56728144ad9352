import type { RecordFlag } from '../record/cost-record.ts'
import { countOf } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/** Ollama's own API: evaluation counts; a prompt served from its cache reports no `prompt_eval_count`. */
export const ollama: UsageReader = {
  shape: 'ollama',
  matches: (raw) => 'prompt_eval_count' in raw || 'eval_count' in raw,
  read(raw) {
    const flags: RecordFlag[] = []
    const inputTokens = countOf(raw['prompt_eval_count'], flags)
    return { usage: { inputTokens, outputTokens: countOf(raw['eval_count'], flags) }, flags }
  },
}
