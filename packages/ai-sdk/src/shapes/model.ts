import { isFields } from './fields.ts'

/** Who a model is: all that is needed of it besides its call methods. */
export interface ModelIdentity {
  /** As the AI SDK names it, e.g. `openai.chat`. */
  readonly provider: string
  readonly modelId: string
}

/**
 * The provider as the price book knows it: some clients of Vertex AI spell it in one word since version 5 of
 * their package (`googleVertex.anthropic.messages`).
 */
export function providerName(provider: string): string {
  return provider.startsWith('googleVertex') ? `vertex${provider.slice('googleVertex'.length)}` : provider
}

/** What a model object does, whatever version of the model specification it follows. */
export type ModelKind =
  | 'language'
  | 'embedding'
  | 'image'
  | 'speech'
  | 'transcription'
  | 'rerank'
  | 'video'
  | 'other'

/** The methods by which the AI SDK calls models, of specification versions 2, 3 and 4. */
export type CallMethodName =
  | 'doGenerate'
  | 'doGenerateFromUrl'
  | 'doStream'
  | 'doEmbed'
  | 'doRerank'
  | 'doDecide'
  | 'doExtract'

const callMethods: readonly string[] = [
  'doGenerate',
  'doGenerateFromUrl',
  'doStream',
  'doEmbed',
  'doRerank',
  'doDecide',
  'doExtract',
] satisfies readonly CallMethodName[]

/** True for the name of a method that asks the provider and is answered at once. */
export function isCallMethod(key: PropertyKey): key is CallMethodName {
  return typeof key === 'string' && callMethods.includes(key)
}

/** True for a model object of the AI SDK: an identity, a specification version and a call method. */
export function isModel(value: unknown): value is ModelIdentity & object {
  if (typeof value !== 'object' || value === null) return false
  const candidate = value as Record<string, unknown>
  return (
    typeof candidate['modelId'] === 'string' &&
    typeof candidate['specificationVersion'] === 'string' &&
    callMethods.some((method) => typeof candidate[method] === 'function')
  )
}

/** The kind of model behind a call: the method says it, and where several kinds share one, the parameters. */
export function kindOfCall(method: CallMethodName, model: object, params: unknown): ModelKind {
  if (method === 'doEmbed') return 'embedding'
  if (method === 'doRerank') return 'rerank'
  if (method === 'doDecide' || method === 'doExtract') return 'other'
  const call = isFields(params) ? params : {}
  if (Array.isArray(call['prompt'])) return 'language'
  if ('maxImagesPerCall' in model) return 'image'
  if ('maxVideosPerCall' in model) return 'video'
  if (call['audio'] !== undefined) return 'transcription'
  return 'text' in call ? 'speech' : 'other'
}
