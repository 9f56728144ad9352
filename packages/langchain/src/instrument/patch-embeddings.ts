import { embedMetered, isMetered, type RequestingEmbeddings } from '../embeddings/embed-metered.ts'
import type { MeterSource } from '../handler/resolve-meter.ts'
import { patchMethod } from './patch-method.ts'

/** A class of embeddings that sends its requests through `embeddingWithRetry`, as OpenAI's and Azure's do. */
export interface EmbeddingsClass {
  readonly prototype: object
}

/** Books every request of a class of embeddings; undefined when the class has no such method. */
export function patchEmbeddings(
  embeddingsClass: EmbeddingsClass,
  meterOf: MeterSource,
): (() => void) | undefined {
  return patchMethod<MeterSource>(
    embeddingsClass.prototype,
    'embeddingWithRetry',
    meterOf,
    (sources, original) =>
      function embeddingWithTokentoll(this: unknown, request, ...rest) {
        const send = (): Promise<unknown> => Promise.resolve(original.call(this, request, ...rest))
        // An instance that `meterEmbeddings` wrapped books for itself.
        if (isMetered(this)) return send()
        return [...sources].reduce<() => Promise<unknown>>(
          (inner, source) => () => embedMetered(source(), this as RequestingEmbeddings, request, inner),
          send,
        )()
      },
  )
}
