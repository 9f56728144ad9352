import type { AttributionHints } from '../attribution/attribution-hints.ts'
import { captureCall } from '../capture/capture-call.ts'
import type { CaptureContext } from '../capture/context.ts'
import { hintsOf } from '../capture/language-spec.ts'
import { at } from '../shapes/fields.ts'
import type { ModelIdentity } from '../shapes/model.ts'
import { charactersOfPrompt } from '../usage/estimate-tokens.ts'
import { measureEmbedding } from '../usage/measure-embedding.ts'

/** Books one `doEmbed`. */
export function captureEmbed<Result>(
  context: CaptureContext,
  model: ModelIdentity,
  params: unknown,
  run: () => PromiseLike<Result>,
  hints?: AttributionHints,
): Promise<Result> {
  const makeSpec = () =>
    ({
      kind: 'embedding',
      model: { provider: model.provider, modelId: model.modelId },
      streamed: false,
      hints: hints ?? hintsOf(context, params),
      inputCharacters: () => charactersOfPrompt(at(params, 'values')),
    }) as const
  return captureCall(context, makeSpec, {
    canDowngrade: false,
    run,
    settle(result, booking) {
      const headers = at(result, 'response', 'headers')
      const parts = [result, at(result, 'usage'), at(result, 'embeddings'), headers]
      booking.end(parts, 'success', () => measureEmbedding(result, booking.spec))
      return result
    },
  })
}
