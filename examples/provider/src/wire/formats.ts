import { anthropicMessages } from './anthropic-messages.ts'
import { googleEmbedContent } from './google-embed-content.ts'
import { googleGenerateContent } from './google-generate-content.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'
import { openaiResponses } from './openai-responses.ts'
import type { WireFormat } from './wire-format.ts'

/** Every endpoint the server speaks. */
export const formats: readonly WireFormat[] = [
  openaiChat,
  openaiResponses,
  openaiEmbeddings,
  anthropicMessages,
  googleGenerateContent,
  googleEmbedContent,
]
