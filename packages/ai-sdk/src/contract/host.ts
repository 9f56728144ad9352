import type { TokentollMiddleware } from '../wrap/middleware.ts'

/** Options of an SDK function: the three majors share the names that the suite uses. */
export type SdkOptions = Readonly<Record<string, unknown>>

/** What `streamText` gives. */
export interface SdkTextStream {
  readonly text: PromiseLike<string>
  readonly textStream: AsyncIterable<string>
  readonly usage: PromiseLike<unknown>
  consumeStream(options?: SdkOptions): PromiseLike<void>
  toUIMessageStreamResponse(): Response
}

/** The SDK functions that the suite calls, loosely typed: each major has its own generics. */
export interface ContractSdk {
  generateText(
    options: SdkOptions,
  ): PromiseLike<{ readonly text: string; readonly steps: readonly unknown[] }>
  streamText(options: SdkOptions): SdkTextStream
  generateObject(options: SdkOptions): PromiseLike<{ readonly object: unknown }>
  streamObject(options: SdkOptions): {
    readonly object: PromiseLike<unknown>
    readonly partialObjectStream: AsyncIterable<unknown>
  }
  embed(options: SdkOptions): PromiseLike<unknown>
  embedMany(options: SdkOptions): PromiseLike<unknown>
  generateImage(options: SdkOptions): PromiseLike<unknown>
  generateSpeech(options: SdkOptions): PromiseLike<unknown>
  transcribe(options: SdkOptions): PromiseLike<unknown>
  /** Since version 6. */
  rerank?(options: SdkOptions): PromiseLike<unknown>
  stepCountIs(steps: number): unknown
  jsonSchema(schema: SdkOptions): unknown
  tool(definition: SdkOptions): unknown
  Output: { object(options: SdkOptions): unknown }
  readonly Agent: new (options: SdkOptions) => {
    generate(options: SdkOptions): PromiseLike<{ readonly text: string }>
  }
}

/** The real provider clients of one major, pointed at the loopback provider. */
export interface ContractProviders {
  readonly openai: object & {
    chat(id: string): object
    responses(id: string): object
    embedding(id: string): object
    image(id: string): object
    speech(id: string): object
    transcription(id: string): object
  }
  readonly anthropic: object & ((id: string) => object)
  readonly google: object & ((id: string) => object)
  /** Since version 6. */
  readonly cohere?: (object & { reranking(id: string): object }) | undefined
}

/** Where the clients of the suite shall call, and with which fetch. */
export interface Endpoints {
  readonly openaiUrl: string
  readonly anthropicUrl: string
  readonly googleUrl: string
  readonly fetch?: typeof globalThis.fetch
}

/** One major of the SDK under the contract. */
export interface ContractHost {
  readonly major: 5 | 6 | 7
  readonly sdk: ContractSdk
  providers(endpoints: Endpoints): ContractProviders
  /** `wrapLanguageModel` of the major with our middleware; its types are checked there. */
  wrapLanguage(model: object, middleware: TokentollMiddleware): object
  /** `wrapEmbeddingModel`, since version 6. */
  wrapEmbedding?(model: object, middleware: TokentollMiddleware): object
  /** `wrapImageModel`, since version 6. */
  wrapImage?(model: object, middleware: TokentollMiddleware): object
  /** Telemetry settings of one call, under the name that the major knows. */
  telemetry(settings: SdkOptions): SdkOptions
}
