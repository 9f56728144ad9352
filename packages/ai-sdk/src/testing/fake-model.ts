/** A language model of specification version 3 that answers what a test wants it to. */
export interface FakeModel {
  readonly specificationVersion: string
  readonly provider: string
  readonly modelId: string
  readonly supportedUrls: Readonly<Record<string, RegExp[]>>
  doGenerate(params: object): Promise<unknown>
  doStream(params: object): Promise<unknown>
}

/** What the fake answers; default: 10 input and 5 output tokens. */
export interface FakeAnswer {
  readonly provider?: string
  readonly modelId?: string
  readonly result?: Readonly<Record<string, unknown>>
  readonly parts?: readonly unknown[]
}

/** Usage in the shape of specification version 3. */
export const usage = (input: number, output: number): object => ({
  inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: output, text: output, reasoning: 0 },
})

/** Parameters of a call. */
export const params = (text = 'Hello there'): object => ({
  prompt: [{ role: 'user', content: [{ type: 'text', text }] }],
})

/** Makes a fake model; each answer is a fresh object, as real clients give. */
export function fakeModel(answer: FakeAnswer = {}): FakeModel {
  return {
    specificationVersion: 'v3',
    provider: answer.provider ?? 'openai.chat',
    modelId: answer.modelId ?? 'gpt-4o',
    supportedUrls: {},
    doGenerate: async () => ({
      content: [{ type: 'text', text: 'Hi.' }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: usage(10, 5),
      warnings: [],
      ...answer.result,
    }),
    doStream: async () => ({ stream: streamOf(answer.parts ?? [delta('Hi.'), finish(usage(10, 5))]) }),
  }
}

/** A stream of parts. */
export function streamOf(parts: readonly unknown[]): ReadableStream<unknown> {
  let next = 0
  return new ReadableStream<unknown>(
    {
      pull(controller) {
        if (next < parts.length) controller.enqueue(parts[next++])
        else controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}

/** A text part of a stream. */
export const delta = (text: string): object => ({ type: 'text-delta', id: '0', delta: text })

/** The last part of a stream. */
export const finish = (reported: unknown): object => ({
  type: 'finish',
  usage: reported,
  finishReason: { unified: 'stop', raw: 'stop' },
})

/** Reads a result's stream to its end. */
export async function readAll(result: unknown): Promise<unknown[]> {
  const parts: unknown[] = []
  for await (const part of (result as { readonly stream: ReadableStream<unknown> }).stream) parts.push(part)
  return parts
}
