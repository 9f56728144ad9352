import type { AttributionHints } from '../attribution/attribution-hints.ts'
import type { CallSpec } from '../capture/call-spec.ts'
import { amountAt, at } from '../shapes/fields.ts'
import type { ModelIdentity, ModelKind } from '../shapes/model.ts'
import { charactersOfPrompt, charactersOfTools } from '../usage/estimate-tokens.ts'
import { requestedTier } from '../usage/requested-tier.ts'

/** What the parameters of a model's call method say of the call. */
export function specOfParams(
  kind: ModelKind,
  model: ModelIdentity,
  params: unknown,
  streamed: boolean,
  hints: AttributionHints,
): CallSpec {
  const signal = at(params, 'abortSignal')
  return {
    kind,
    model: { provider: model.provider, modelId: model.modelId },
    streamed,
    hints,
    inputCharacters: () => charactersOfInput(kind, params),
    prompt: kind === 'language' ? at(params, 'prompt') : undefined,
    maxOutputTokens: amountAt(params, 'maxOutputTokens'),
    requestedServiceTier: requestedTier(at(params, 'providerOptions')),
    abortSignal: signal instanceof AbortSignal ? signal : undefined,
  }
}

function charactersOfInput(kind: ModelKind, params: unknown): number | undefined {
  if (kind === 'embedding') return charactersOfPrompt(at(params, 'values'))
  if (kind === 'language')
    return charactersOfPrompt(at(params, 'prompt')) + charactersOfTools(at(params, 'tools'))
  const text = at(params, 'prompt') ?? at(params, 'text')
  return text === undefined ? undefined : charactersOfPrompt(text)
}
