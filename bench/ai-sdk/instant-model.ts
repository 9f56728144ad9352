/** The majors under measurement. */
export type Major = 5 | 6 | 7

const chunks = 100

/** Characters of text in each stream. */
export const charactersOfStream: number = chunks * 5

const text = { type: 'text-delta', id: '0', delta: 'word ' }
// What a client made each text of: it parses that anyhow, and shows it first where it is asked to.
const raw = {
  type: 'raw',
  rawValue: {
    id: 'x',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content: 'word ' } }],
  },
}
const textParts: readonly object[] = Array.from({ length: chunks }, () => text)
const partsWithRaw: readonly object[] = textParts.flatMap((part) => [raw, part])

/** What a call method gives, as far as anybody here looks at it. */
export interface InstantResult {
  readonly stream?: ReadableStream<unknown>
}

/** A model object, whatever its specification. */
export interface InstantModel {
  doGenerate(params: object): PromiseLike<object>
  doStream(params: { readonly includeRawChunks?: boolean }): PromiseLike<InstantResult>
}

/**
 * A model that answers at once, in the major's own model specification, with an id and usage like a real
 * client's; its stream has 100 text parts.
 */
export function instantModel(major: Major): InstantModel {
  const version2 = major === 5
  let calls = 0
  const usage = (): object =>
    version2
      ? { inputTokens: 2006, outputTokens: 300, totalTokens: 2306, cachedInputTokens: 1920 }
      : {
          inputTokens: { total: 2006, noCache: 86, cacheRead: 1920, cacheWrite: undefined },
          outputTokens: { total: 300, text: 300, reasoning: undefined },
          raw: {
            prompt_tokens: 2006,
            completion_tokens: 300,
            total_tokens: 2306,
            prompt_tokens_details: { cached_tokens: 1920 },
          },
        }
  const finishReason = version2 ? 'stop' : { unified: 'stop', raw: 'stop' }
  const metadata = (): { readonly id: string; readonly modelId: string; readonly timestamp: Date } => {
    calls += 1
    return {
      id: `chatcmpl-${String(calls).padStart(24, '0')}`,
      modelId: 'gpt-4o-2024-08-06',
      timestamp: new Date(),
    }
  }
  const identity = {
    specificationVersion: `v${major - 3}`,
    provider: 'openai.chat',
    modelId: 'gpt-4o',
    supportedUrls: {},
  }
  return {
    ...identity,
    doGenerate: async () => ({
      content: [{ type: 'text', text: 'Hello.' }],
      finishReason,
      usage: usage(),
      providerMetadata: { openai: {} },
      request: { body: {} },
      response: { ...metadata(), headers: { 'content-type': 'application/json' }, body: { id: 'x' } },
      warnings: [],
    }),
    doStream: async (params) => ({
      stream: streamOf([
        { type: 'stream-start', warnings: [] },
        { type: 'response-metadata', ...metadata() },
        { type: 'text-start', id: '0' },
        ...(params.includeRawChunks === true ? partsWithRaw : textParts),
        { type: 'text-end', id: '0' },
        { type: 'finish', finishReason, usage: usage(), providerMetadata: { openai: {} } },
      ]),
      request: { body: {} },
      response: { headers: { 'content-type': 'text/event-stream' } },
    }),
  }
}

function streamOf(parts: readonly unknown[]): ReadableStream<unknown> {
  let next = 0
  return new ReadableStream<unknown>({
    pull(controller) {
      if (next < parts.length) controller.enqueue(parts[next++])
      else controller.close()
    },
  })
}
