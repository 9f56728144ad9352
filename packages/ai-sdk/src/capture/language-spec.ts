import { readProviderOptions, type AttributionHints } from '../attribution/attribution-hints.ts'
import { amountAt, at, textAt } from '../shapes/fields.ts'
import type { ModelIdentity } from '../shapes/model.ts'
import { charactersOfPrompt } from '../usage/estimate-tokens.ts'
import type { CallSpec } from './call-spec.ts'
import type { CaptureContext } from './context.ts'

/** What the parameters of a language model's `doGenerate` or `doStream` say of the call. */
export function languageSpec(
  context: CaptureContext,
  model: ModelIdentity,
  params: unknown,
  streamed: boolean,
  hints: AttributionHints = hintsOf(context, params),
): CallSpec {
  const signal = at(params, 'abortSignal')
  return {
    kind: 'language',
    model: { provider: model.provider, modelId: model.modelId },
    streamed,
    hints,
    inputCharacters: () => charactersOfPrompt(at(params, 'prompt')) + charactersOfTools(at(params, 'tools')),
    maxOutputTokens: amountAt(params, 'maxOutputTokens'),
    requestedServiceTier: requestedTier(at(params, 'providerOptions')),
    abortSignal: signal instanceof AbortSignal ? signal : undefined,
  }
}

/** The attribution that a call's `providerOptions` carry. */
export function hintsOf(context: CaptureContext, params: unknown): AttributionHints {
  const explicit = readProviderOptions(at(params, 'providerOptions'), context.options.providerOptionsKey)
  return explicit === undefined ? {} : { explicit }
}

// Tool schemas are part of the prompt that the provider bills.
function charactersOfTools(tools: unknown): number {
  return Array.isArray(tools) && tools.length > 0 ? JSON.stringify(tools).length : 0
}

// Only what was asked for by name: `auto` leaves the choice, and the price, to the provider.
function requestedTier(providerOptions: unknown): string | undefined {
  const tier =
    textAt(providerOptions, 'openai', 'serviceTier') ?? textAt(providerOptions, 'azure', 'serviceTier')
  return tier === undefined || tier === 'auto' || tier === 'default' ? undefined : tier
}
