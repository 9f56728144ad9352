import type { CallSpec } from '../capture/call-spec.ts'
import { amountOf, at, fieldsOf } from '../shapes/fields.ts'
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
  const { abortSignal, maxOutputTokens, prompt, providerOptions } = fieldsOf(params)
  return {
    kind,
    model: { provider: providerName(model.provider), modelId: model.modelId },
    streamed,
    hints: prepared.hints,
    input: params,
    countInput:
      kind === 'language' ? charactersOfCall : kind === 'embedding' ? charactersOfValues : charactersOfText,
    prompt: kind === 'language' ? prompt : undefined,
    maxOutputTokens: amountOf(maxOutputTokens),
    requestedServiceTier: requestedTier(providerOptions),
    hidesRaw: prepared.hidesRaw,
    byIntegration: false,
    abortSignal: abortSignal instanceof AbortSignal ? abortSignal : undefined,
  }
}

const charactersOfCall = (params: unknown): number =>
  charactersOfPrompt(at(params, 'prompt')) + charactersOfTools(at(params, 'tools'))

const charactersOfValues = (params: unknown): number => charactersOfPrompt(at(params, 'values'))

function charactersOfText(params: unknown): number | undefined {
  const text = at(params, 'prompt') ?? at(params, 'text')
  return text === undefined ? undefined : charactersOfPrompt(text)
}
