import type { CallSpec } from '../capture/call-spec.ts'
import { amountAt, at } from '../shapes/fields.ts'
import { providerName, type ModelIdentity, type ModelKind } from '../shapes/model.ts'
import { charactersOfPrompt, charactersOfTools } from '../usage/estimate-tokens.ts'
import type { PreparedParams } from './prepare-params.ts'
import { requestedTier } from '../usage/requested-tier.ts'

/** What the parameters of a model's call method say of the call. */
export function specOfParams(
  kind: ModelKind,
  model: ModelIdentity,
  prepared: PreparedParams<object>,
  streamed: boolean,
): CallSpec {
  const { params } = prepared
  const signal = at(params, 'abortSignal')
  return {
    kind,
    model: { provider: providerName(model.provider), modelId: model.modelId },
    streamed,
    hints: prepared.hints,
    input: params,
    countInput:
      kind === 'language' ? charactersOfCall : kind === 'embedding' ? charactersOfValues : charactersOfText,
    prompt: kind === 'language' ? at(params, 'prompt') : undefined,
    maxOutputTokens: amountAt(params, 'maxOutputTokens'),
    requestedServiceTier: requestedTier(at(params, 'providerOptions')),
    hidesRaw: prepared.hidesRaw,
    byIntegration: false,
    abortSignal: signal instanceof AbortSignal ? signal : undefined,
  }
}

const charactersOfCall = (params: unknown): number =>
  charactersOfPrompt(at(params, 'prompt')) + charactersOfTools(at(params, 'tools'))

const charactersOfValues = (params: unknown): number => charactersOfPrompt(at(params, 'values'))

function charactersOfText(params: unknown): number | undefined {
  const text = at(params, 'prompt') ?? at(params, 'text')
  return text === undefined ? undefined : charactersOfPrompt(text)
}
