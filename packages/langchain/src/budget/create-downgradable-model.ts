import type { TokentollCallbackHandler } from '../handler/tokentoll-callback-handler.ts'
import { fieldsOf } from '../fields.ts'

/** Options of `createDowngradableModel`. */
export interface DowngradableModelOptions<Model extends object> {
  /** The handler that asks the budgets. */
  readonly handler: TokentollCallbackHandler
  /** The model to use while the budgets have room. */
  readonly model: string
  /** Makes a chat model of the given name. Called once per name. */
  readonly create: (model: string) => Model
}

/**
 * A chat model that a budget with the policy `downgrade` can turn to a cheaper one, call by call. It is used
 * like the model that `create` makes: alone, with tools, with structured output, in agents and graphs.
 */
export function createDowngradableModel<Model extends object>(
  options: DowngradableModelOptions<Model>,
): Model {
  const { handler, model, create } = options
  const usual = create(model) as Model & Generating & Configurable
  const models = new Map<string, Generating>([[model, usual]])

  const modelFor = (messages: unknown, runManager: unknown): Generating => {
    const { runId } = fieldsOf(runManager)
    const name = handler.downgradeOf(typeof runId === 'string' ? runId : messages) ?? model
    const known = models.get(name)
    if (known !== undefined) return known
    const cheaper = create(name) as Generating
    models.set(name, cheaper)
    return cheaper
  }

  // LangChain's public methods run on this stand-in; what reaches the provider is asked of the chosen model.
  const downgradable = Object.create(usual) as Model & { callbacks?: unknown }
  for (const name of ['_generate', '_streamResponseChunks', '_streamChatModelEvents'] as const) {
    if (!isOwnOf(usual, name)) continue
    Object.defineProperty(downgradable, name, {
      value: (messages: unknown, callOptions: unknown, runManager: unknown) =>
        modelFor(messages, runManager)[name]?.(messages, callOptions, runManager),
    })
  }
  // OpenAI's class answers `withConfig`, and so `bindTools`, with a new model that knows nothing of this one.
  if (usual.withConfig !== undefined) {
    const withConfig = (config: unknown): unknown => {
      const configured = usual.withConfig?.call(downgradable, config)
      if (typeof configured !== 'object' || configured === null || !('_generate' in configured))
        return configured
      return createDowngradableModel({
        handler,
        model,
        create: (name) => (create(name) as Configurable).withConfig?.(config) as object,
      })
    }
    Object.defineProperty(downgradable, 'withConfig', { value: withConfig })
  }
  const { callbacks } = downgradable
  if (callbacks === undefined) downgradable.callbacks = [handler]
  else if (Array.isArray(callbacks)) downgradable.callbacks = [...callbacks, handler]
  return downgradable
}

type Generate = (messages: unknown, callOptions: unknown, runManager: unknown) => unknown

interface Configurable {
  withConfig?(config: unknown): unknown
}

interface Generating {
  readonly _generate: Generate
  readonly _streamResponseChunks?: Generate
  readonly _streamChatModelEvents?: Generate
}

// LangChain asks whether a class streams by whether it has a method of its own for it: one that is only
// inherited from the base class, which is where `_generateUncached` is at home, must not look like one.
function isOwnOf(model: object, name: string): boolean {
  for (
    let owner: unknown = model;
    typeof owner === 'object' && owner !== null;
    owner = Object.getPrototypeOf(owner)
  ) {
    if (Object.hasOwn(owner, name)) return !Object.hasOwn(owner, '_generateUncached')
  }
  return false
}
