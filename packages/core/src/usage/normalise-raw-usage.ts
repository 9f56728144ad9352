import { anthropic } from './anthropic.ts'
import { bedrock } from './bedrock.ts'
import { cohere } from './cohere.ts'
import { isFields } from './counts.ts'
import { google } from './google.ts'
import type { NormalisedUsage, UsageReader } from './normalised-usage.ts'
import { ollama } from './ollama.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'
import { hasCounts } from '../meter/price-call.ts'

// Most specific first: a shape is known by fields that only it has, never by guessing from numbers.
const readers: readonly UsageReader[] = [
  cohere,
  google,
  ollama,
  bedrock,
  openaiChat,
  anthropic,
  openaiResponses,
]

/**
 * Makes a provider's raw usage object inclusive. The shape decides, `provider` only where two shapes look
 * alike. Undefined when the shape is unknown or holds no count: unknown usage is never 0 tokens.
 */
export function normaliseRawUsage(raw: unknown, provider = ''): NormalisedUsage | undefined {
  if (!isFields(raw)) return undefined
  const hint = provider.toLowerCase()
  const reader = readers.find((candidate) => candidate.matches(raw, hint))
  if (reader === undefined) return undefined
  const result = reader.read(raw)
  if (!hasCounts(result.usage) && result.reportedCostUsd === undefined && result.flags.length === 0)
    return undefined
  return { shape: reader.shape, ...result }
}
