import { TokentollError } from '@tokentoll/core'
import { embedMetered, isMetered, type RequestingEmbeddings } from '../embeddings/embed-metered.ts'
import type { MeterSource } from '../handler/resolve-meter.ts'
import { patchMethod } from './patch-method.ts'

/** A class of embeddings that sends its requests through `embeddingWithRetry`, as OpenAI's and Azure's do. */
export interface EmbeddingsClass {
  readonly prototype: object
}

/**
 * Books every request of a class of embeddings.
 *
 * @throws TokentollError `invalid_option` when the class sends its requests otherwise.
 */
export function patchEmbeddings(embeddingsClass: EmbeddingsClass, meterOf: MeterSource): () => void {
  const undo = patchMethod<MeterSource>(
    embeddingsClass.prototype,
    'embeddingWithRetry',
    meterOf,
    (sources, original) =>
      function embeddingWithTokentoll(this: unknown, request, ...rest) {
        const send = (): Promise<unknown> => Promise.resolve(original.call(this, request, ...rest))
        // An instance that `meterEmbeddings` wrapped books for itself.
        if (isMetered(this)) return send()
        const meters = new Set([...sources].map((source) => source()))
        return [...meters].reduce<() => Promise<unknown>>(
          (inner, meter) => () => embedMetered(meter, this as RequestingEmbeddings, request, inner),
          send,
        )()
      },
  )
  if (undo !== undefined) return undo
  throw new TokentollError({
    code: 'invalid_option',
    problem: 'The requests of this class of embeddings cannot be booked: it has no method embeddingWithRetry',
    remedy: 'Wrap its instances with meterEmbeddings instead',
    field: 'embeddings',
    value: (embeddingsClass as { readonly name?: unknown }).name,
  })
}
