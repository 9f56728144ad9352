import { createCountReader } from './counts.ts'
import type { UsageReader } from './normalised-usage.ts'

/** Ollama's own API: evaluation counts; a prompt served from its cache reports no `prompt_eval_count`. */
export const ollama: UsageReader = {
  shape: 'ollama',
  matches: (raw) => 'prompt_eval_count' in raw || 'eval_count' in raw,
  read(raw) {
    const { count, flags } = createCountReader(raw)
    return { usage: { inputTokens: count('prompt_eval_count'), outputTokens: count('eval_count') }, flags }
  },
}
