import { anthropic } from './anthropic.ts'
import { bedrock } from './bedrock.ts'
import { cohere } from './cohere.ts'
import { isFields, ownFields, type Fields } from './counts.ts'
import { google } from './google.ts'
import type { NormalisedUsage, UsageReader } from './normalised-usage.ts'
import { ollama } from './ollama.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'
import { hasCounts } from '../meter/price-call.ts'

// A shape is known by fields that only it has, never by guessing from numbers. The most specific ones stand before
// those that share fields with them, and the one that most calls have as near to the front as that allows.
const readers: readonly UsageReader[] = [
  cohere,
  openaiChat,
  google,
  ollama,
  bedrock,
  anthropic,
  openaiResponses,
]

/**
 * Makes a provider's raw usage object inclusive. The shape decides, `provider` only where two shapes look
 * alike. Undefined when the shape is unknown or holds no count: unknown usage is never 0 tokens.
 */
export function normaliseRawUsage(raw: unknown, provider = ''): NormalisedUsage | undefined {
  if (!isFields(raw)) return undefined
  const own = ownFields(raw)
  const reader = readerOf(own, provider)
  if (reader === undefined) return undefined
  const { usage, flags, serviceTier, region, reportedCostUsd, parts } = reader.read(own)
  if (!hasCounts(usage) && reportedCostUsd === undefined && flags.length === 0) return undefined
  return { usage, shape: reader.shape, flags, serviceTier, region, reportedCostUsd, parts }
}

function readerOf(raw: Fields, provider: string): UsageReader | undefined {
  for (const reader of readers) if (reader.matches(raw, provider)) return reader
  return undefined
}
