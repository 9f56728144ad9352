/** Who a model is: all that is needed of it besides its call methods. */
export interface ModelIdentity {
  /** As the AI SDK names it, e.g. `openai.chat`. */
  readonly provider: string
  readonly modelId: string
}

/** What a model object does, whatever version of the model specification it follows. */
export type ModelKind = 'language' | 'embedding' | 'image' | 'speech' | 'transcription' | 'rerank' | 'video'

/** The methods by which the AI SDK calls models, of specification versions 2, 3 and 4. */
export const callMethods: readonly string[] = ['doGenerate', 'doStream', 'doEmbed', 'doRerank']

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

/** The kind of model behind a `doGenerate`: only language models stream, the others show it in their parameters. */
export function kindOfGenerate(model: object, params: unknown): ModelKind {
  if ('doStream' in model) return 'language'
  if ('maxImagesPerCall' in model) return 'image'
  if ('maxVideosPerCall' in model) return 'video'
  const call = (typeof params === 'object' && params !== null ? params : {}) as Record<string, unknown>
  if (call['audio'] !== undefined) return 'transcription'
  if (typeof call['text'] === 'string') return 'speech'
  return Array.isArray(call['prompt']) ? 'language' : 'image'
}
