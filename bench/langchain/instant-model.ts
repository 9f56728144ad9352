import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager'
import { AIMessage, AIMessageChunk } from '@langchain/core/messages'
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs'
import { ChatOpenAI } from '@langchain/openai'

/** Chunks of a streamed answer. */
export const chunksOfStream = 100

const idStart = `chatcmpl-${process.pid}-${'0'.repeat(12)}`

const usage = { input_tokens: 2006, output_tokens: 300, total_tokens: 2306 }
const raw = {
  prompt_tokens: 2006,
  completion_tokens: 300,
  total_tokens: 2306,
  prompt_tokens_details: { cached_tokens: 1920 },
}

/** `ChatOpenAI` whose provider answers at once: what is left is the framework and what watches it. */
export class InstantModel extends ChatOpenAI {
  #calls = 0

  constructor() {
    super({ model: 'gpt-4o-mini', apiKey: 'bench', temperature: 0, maxTokens: 1000 })
  }

  override async _generate(): Promise<ChatResult> {
    const message = new AIMessage('Yes, that is so.')
    message.id = this.#nextId()
    Object.assign(message, { usage_metadata: usage })
    message.response_metadata = { model_name: 'gpt-4o-mini-2024-07-18', usage: raw, finish_reason: 'stop' }
    return {
      generations: [{ text: 'Yes, that is so.', message }],
      llmOutput: { tokenUsage: { promptTokens: 2006, completionTokens: 300, totalTokens: 2306 } },
    }
  }

  override async *_streamResponseChunks(
    _messages: unknown,
    _options: unknown,
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const id = this.#nextId()
    for (let index = 0; index < chunksOfStream; index += 1) {
      const message = new AIMessageChunk('word ')
      message.id = id
      if (index === chunksOfStream - 1) {
        Object.assign(message, { usage_metadata: usage })
        message.response_metadata = { model_name: 'gpt-4o-mini-2024-07-18' }
      }
      const chunk = new ChatGenerationChunk({ text: 'word ', message })
      yield chunk
      await runManager?.handleLLMNewToken('word ', undefined, undefined, undefined, undefined, { chunk })
    }
  }

  // Unique like a provider's: equal ids would be booked once. Joined, because the parser of an answer gives ids in
  // one piece, while what `+` or a template makes is put together by whoever reads it first.
  #nextId(): string {
    this.#calls += 1
    return [idStart, this.#calls].join('')
  }
}
