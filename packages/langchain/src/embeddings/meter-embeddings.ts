import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import type { Attribution, Meter } from '@tokentoll/core'
import { createMeterSource } from '../handler/resolve-meter.ts'
import { embedMetered, isMeteredBy, markMetered, type RequestingEmbeddings } from './embed-metered.ts'

/** Options of `meterEmbeddings`. */
export interface MeterEmbeddingsOptions {
  /** Prices and books the requests. Default: the global meter at the time of the request. */
  readonly meter?: Meter
  /** For classes whose name does not tell, e.g. `voyageai`. */
  readonly provider?: string
  /** Default: the model of the request, else of the embeddings. */
  readonly model?: string
  /** Fills what the running context leaves open, e.g. `{ task: 'indexing' }`. */
  readonly attribution?: Attribution
}

/**
 * The same embeddings, with every request booked: LangChain has no callbacks for them. Exact for OpenAI and
 * Azure, whose answers carry usage; estimated from the texts, and flagged, for classes that hide it. What it
 * returned before for the same meter is returned as it is.
 */
export function meterEmbeddings<Embeddings extends EmbeddingsInterface>(
  embeddings: Embeddings,
  options: MeterEmbeddingsOptions = {},
): Embeddings {
  const { provider, model, attribution } = options
  const meterOf = createMeterSource(options.meter)
  const facts = { provider, model, attribution }
  const book = <Answer>(request: unknown, send: () => Promise<Answer>): Promise<Answer> =>
    embedMetered(meterOf(), embeddings, request, send, facts)
  if (isMeteredBy(embeddings, options.meter)) return embeddings
  // A stand-in, so that the instance itself stays as it is.
  const metered: Embeddings = Object.create(embeddings)
  markMetered(metered, options.meter)
  if (isRequesting(embeddings)) {
    const requesting: RequestingEmbeddings = embeddings
    return Object.assign(metered, {
      // `this` is the stand-in: a class-wide patch sees its mark and does not book a second time.
      embeddingWithRetry: (request: unknown) =>
        book(request, () => requesting.embeddingWithRetry.call(metered, request)),
    })
  }
  return Object.assign(metered, {
    embedQuery: (text: string) => book({ input: text }, () => embeddings.embedQuery(text)),
    embedDocuments: (texts: string[]) => book({ input: texts }, () => embeddings.embedDocuments(texts)),
  })
}

function isRequesting(embeddings: object): embeddings is RequestingEmbeddings {
  return 'embeddingWithRetry' in embeddings && typeof embeddings.embeddingWithRetry === 'function'
}
