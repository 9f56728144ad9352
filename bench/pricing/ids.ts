/** A model as its provider's SDK names it, with the list prices that are right: USD per 1M tokens, input and output. */
export interface BenchId {
  readonly provider: string
  readonly model: string
  /** Several where a name has changed its price, or the price depends on the hour. */
  readonly accepted: readonly (readonly [input: number, output: number])[]
}

function id(provider: string, model: string, ...accepted: readonly (readonly [number, number])[]): BenchId {
  return { provider, model, accepted }
}

export const ids: readonly BenchId[] = [
  id('openai', 'gpt-4o', [2.5, 10]),
  id('openai', 'gpt-4o-2024-05-13', [5, 15]),
  id('openai', 'gpt-4o-mini-2024-07-18', [0.15, 0.6]),
  id('openai', 'gpt-4.1', [2, 8]),
  id('openai', 'gpt-5', [1.25, 10]),
  id('openai', 'gpt-5-mini', [0.25, 2]),
  id('openai', 'gpt-5.4-2026-03-05', [2.5, 15]),
  id('openai', 'o3', [2, 8]),
  id('openai', 'o4-mini-2025-04-16', [1.1, 4.4]),
  id('openai', 'ft:gpt-4o-mini-2024-07-18:acme::abc', [0.3, 1.2]),
  id('anthropic', 'claude-sonnet-4-5-20250929', [3, 15]),
  id('anthropic', 'claude-opus-4-1', [15, 75]),
  id('anthropic', 'claude-opus-4-5-20251101', [5, 25]),
  id('anthropic', 'claude-haiku-4-5', [1, 5]),
  id('anthropic', 'claude-3-5-haiku-20241022', [0.8, 4]),
  id('anthropic', 'claude-3-opus-20240229', [15, 75]),
  id('anthropic', 'claude-sonnet-5', [2, 10]),
  id('google', 'gemini-2.5-pro', [1.25, 10]),
  id('google', 'gemini-2.5-flash', [0.3, 2.5]),
  id('google', 'gemini-2.0-flash-001', [0.1, 0.4]),
  id('google', 'models/gemini-2.5-flash-lite', [0.1, 0.4]),
  id('google', 'gemini-3-pro-preview', [2, 12]),
  id('groq', 'llama-3.3-70b-versatile', [0.59, 0.79]),
  id('groq', 'openai/gpt-oss-120b', [0.15, 0.6]),
  id('groq', 'llama-3.1-8b-instant', [0.05, 0.08]),
  id('groq', 'moonshotai/kimi-k2-instruct-0905', [1, 3]),
  id('mistral', 'mistral-large-latest', [0.5, 1.5]),
  id('mistral', 'mistral-medium-latest', [1.5, 7.5]),
  id('mistral', 'codestral-latest', [0.3, 0.9]),
  id('mistral', 'ministral-8b-latest', [0.15, 0.15]),
  id('amazon-bedrock', 'amazon.nova-pro-v1:0', [0.8, 3.2]),
  id('amazon-bedrock', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', [3.3, 16.5]),
  id('amazon-bedrock', 'eu.anthropic.claude-haiku-4-5-20251001-v1:0', [1.1, 5.5]),
  id('amazon-bedrock', 'anthropic.claude-3-5-haiku-20241022-v1:0', [0.8, 4]),
  id('amazon-bedrock', 'meta.llama3-3-70b-instruct-v1:0', [0.72, 0.72]),
  id(
    'amazon-bedrock',
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0',
    [0.06, 0.24],
  ),
  id('azure', 'gpt-4o', [2.5, 10]),
  id('azure', 'gpt-4o-mini-2024-07-18', [0.15, 0.6]),
  id('azure', 'gpt-35-turbo', [0.5, 1.5]),
  id('google-vertex', 'gemini-2.5-flash', [0.3, 2.5]),
  id('google-vertex', 'claude-sonnet-4-5@20250929', [3, 15]),
  id('google-vertex', 'publishers/google/models/gemini-2.5-pro', [1.25, 10]),
  id('google-vertex', 'publishers/anthropic/models/claude-opus-4-5@20251101', [5, 25]),
  id('openrouter', 'anthropic/claude-sonnet-4.5', [3, 15]),
  id('openrouter', 'openai/gpt-4o-mini', [0.15, 0.6]),
  id('openrouter', 'google/gemini-2.5-pro', [1.25, 10]),
  id('openrouter', 'openai/gpt-5', [1.25, 10]),
  // Served and billed as the current Flash model; half the price outside its peak hours.
  id('deepseek', 'deepseek-chat', [0.15, 0.6], [0.3, 1.2]),
  // Retired on 2026-05-15: its own price before, that of grok-4.3 since.
  id('xai', 'grok-4', [3, 15], [1.25, 2.5]),
  id('cohere', 'command-a-03-2025', [2.5, 10]),
]

/** The call of the speed comparison. */
export const usage = { input: 12_000, cacheRead: 8000, output: 800 }
