import type { AttributionHints } from '../attribution/attribution-hints.ts'
import { captureCall } from '../capture/capture-call.ts'
import type { CaptureContext } from '../capture/context.ts'
import { hintsOf } from '../capture/language-spec.ts'
import { at, textAt } from '../shapes/fields.ts'
import type { ModelIdentity, ModelKind } from '../shapes/model.ts'
import { charactersOfPrompt } from '../usage/estimate-tokens.ts'
import { measureMedia } from '../usage/media-usage.ts'

/** Books one `doGenerate` of an image, speech, transcription or video model, or one `doRerank`. */
export function captureMedia<Result>(
  context: CaptureContext,
  kind: ModelKind,
  model: ModelIdentity,
  params: unknown,
  run: () => PromiseLike<Result>,
  hints?: AttributionHints,
): Promise<Result> {
  const makeSpec = () => ({
    kind,
    model: { provider: model.provider, modelId: model.modelId },
    streamed: false,
    hints: hints ?? hintsOf(context, params),
    inputCharacters: () => charactersOfPrompt(at(params, 'prompt') ?? at(params, 'text')),
  })
  return captureCall(context, makeSpec, {
    canDowngrade: false,
    run,
    settle(result, booking) {
      const headers = at(result, 'response', 'headers')
      const parts = [result, at(result, 'usage'), at(result, 'providerMetadata'), headers]
      booking.end(parts, 'success', () => ({
        ...measureMedia(kind, booking.spec.model, params, result),
        model: textAt(result, 'response', 'modelId'),
        responseId: textAt(result, 'response', 'id'),
      }))
      return result
    },
  })
}
