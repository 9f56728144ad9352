import type { CallOperation, Usage } from '@tokentoll/core'
import type { ContractHost, ContractProviders } from '../host.ts'

/** A row of the page's second table: an operation that is no language model's. */
export interface MediaOperation {
  readonly name: string
  readonly kind: 'embedding' | 'image' | 'other'
  readonly operation: CallOperation
  readonly since?: 6 | 7
  model(providers: ContractProviders): object
  run(host: ContractHost, model: object): PromiseLike<unknown>
  /** What each record must hold; undefined: an estimate, marked. */
  readonly usage: Partial<Usage> | undefined
  /** What it holds in a major that hides the provider's counts. */
  readonly counted?: Partial<Usage>
}

const values = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `Sentence ${index} [[usage in=${7 + index}]]`)

/** Embeddings, images, speech, transcription and reranking. */
export const mediaOperations: readonly MediaOperation[] = [
  {
    name: '`embed`, OpenAI',
    kind: 'embedding',
    operation: 'embeddings',
    model: ({ openai }) => openai.embedding('text-embedding-3-small'),
    run: ({ sdk }, model) => sdk.embed({ model, value: 'A sentence. [[usage in=42]]' }),
    usage: { inputTokens: 42, outputTokens: 0 },
  },
  {
    name: '`embed`, Google, which reports no usage',
    kind: 'embedding',
    operation: 'embeddings',
    model: ({ google }) => embeddingOf(google),
    run: ({ sdk }, model) => sdk.embed({ model, value: 'A sentence without figures.' }),
    usage: undefined,
  },
  {
    name: '`embedMany` of 150 values, Google',
    kind: 'embedding',
    operation: 'embeddings',
    model: ({ google }) => embeddingOf(google),
    run: ({ sdk }, model) => sdk.embedMany({ model, values: values(150) }),
    usage: undefined,
  },
  {
    name: '`generateImage`, billed by tokens',
    kind: 'image',
    operation: 'image',
    model: ({ openai }) => openai.image('gpt-image-1'),
    run: ({ sdk }, model) => sdk.generateImage({ model, prompt: 'A lighthouse', n: 2 }),
    usage: { inputTokens: 50, inputImageTokens: 40, outputTokens: 2112, outputImageTokens: 2112 },
    counted: { units: { imageOutput: 2 } },
  },
  {
    name: '`generateImage`, billed by image',
    kind: 'image',
    operation: 'image',
    model: ({ openai }) => openai.image('dall-e-3'),
    run: ({ sdk }, model) => sdk.generateImage({ model, prompt: 'A lighthouse', n: 2, maxImagesPerCall: 2 }),
    usage: { units: { imageOutput: 2 } },
  },
  {
    name: '`generateSpeech`, billed by character',
    kind: 'other',
    operation: 'speech',
    model: ({ openai }) => openai.speech('tts-1'),
    run: ({ sdk }, model) => sdk.generateSpeech({ model, text: 'Good morning.' }),
    usage: { units: { characterInput: 13 } },
  },
  {
    name: '`transcribe`, billed by second',
    kind: 'other',
    operation: 'transcription',
    model: ({ openai }) => openai.transcription('whisper-1'),
    run: ({ sdk }, model) => sdk.transcribe({ model, audio: wave() }),
    usage: { units: { audioSecondInput: 8.5 } },
  },
  {
    name: '`transcribe`, billed by tokens',
    kind: 'other',
    operation: 'transcription',
    model: ({ openai }) => openai.transcription('gpt-4o-transcribe'),
    run: ({ sdk }, model) => sdk.transcribe({ model, audio: wave() }),
    usage: { inputTokens: 85, inputAudioTokens: 85, outputTokens: 12 },
  },
  {
    name: '`rerank`, Cohere',
    kind: 'other',
    operation: 'rerank',
    since: 6,
    model: ({ cohere }) => {
      if (cohere === undefined) throw new Error('the host brings no Cohere client')
      return cohere.reranking('rerank-v3.5')
    },
    run: async ({ sdk }, model) =>
      sdk.rerank?.({ model, query: 'capital of Switzerland', documents: ['Zurich', 'Bern'] }),
    usage: { units: { rerankSearch: 3 } },
  },
]

function embeddingOf(google: ContractProviders['google']): object {
  return (google as unknown as { textEmbeddingModel(id: string): object }).textEmbeddingModel(
    'gemini-embedding-001',
  )
}

// The header of a WAV file: enough for the SDK to know the format.
function wave(): Uint8Array {
  const bytes = new Uint8Array(64)
  bytes.set(new TextEncoder().encode('RIFF'), 0)
  bytes.set(new TextEncoder().encode('WAVEfmt '), 8)
  return bytes
}
