import type { CaptureContext } from '../capture/context.ts'
import { at } from '../shapes/fields.ts'
import type { ModelIdentity } from '../shapes/model.ts'

/** Finds the model object for a cheaper model id. */
export type FindModel = (modelId: string, model: ModelIdentity) => object | undefined

/**
 * The call method of the cheaper model, bound to it; undefined when there is none that can stand in: not
 * found, or of another specification version, whose parameters differ.
 */
export function downgradedMethod(
  context: CaptureContext,
  find: FindModel | undefined,
  model: ModelIdentity,
  method: string,
  modelId: string,
): ((params: unknown) => PromiseLike<unknown>) | undefined {
  const cheaper = context.guard(() => find?.(modelId, model))
  const call = at(cheaper, method)
  if (typeof call !== 'function' || cheaper === undefined) return undefined
  if (at(cheaper, 'specificationVersion') !== at(model, 'specificationVersion')) {
    context.report(
      new Error(
        `a budget asked for ${modelId}, but its model object follows another specification version than ${model.modelId}: give downgrade a model of the same provider package`,
      ),
    )
    return undefined
  }
  return (params) => call.call(cheaper, params) as PromiseLike<unknown>
}
